"""值周与互查: whose week it is to look after the street, what neighbours find there, and how it is put right."""
