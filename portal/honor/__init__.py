"""红黑榜: boards that praise and remind, with due process."""
