"""What can happen in the city: the words in which features tell each other news."""
