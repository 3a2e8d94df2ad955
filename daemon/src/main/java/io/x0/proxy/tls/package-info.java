/** Who x0 is for its clients: certificates, keys, and what is spoken with them. */
