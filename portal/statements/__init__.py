"""看法与意见地图: short statements, who agrees with which, and the map of opinions that follows from it."""
