"""公示公告: notices under running numbers, as papers, and one register of all of them."""
