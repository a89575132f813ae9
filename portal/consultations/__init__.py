"""邀您来商议: questions put to the people, and the answer each of them gets."""
