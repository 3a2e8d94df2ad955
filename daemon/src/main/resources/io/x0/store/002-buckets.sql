CREATE TABLE bucket (
  director TEXT NOT NULL REFERENCES director (name) ON DELETE CASCADE,
  name TEXT NOT NULL,
  parent TEXT NOT NULL,
  position INTEGER NOT NULL,
  rate TEXT NOT NULL,
  ceil TEXT NOT NULL,
  queue_limit TEXT NOT NULL,
  PRIMARY KEY (director, name)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 2;
