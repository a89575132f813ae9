"""What can be done with points: post, award, correct, reserve, redeem, settle."""
