-- Every statement ends with a semicolon at the end of its line. The last one names the layout.

CREATE TABLE director (
  name TEXT NOT NULL PRIMARY KEY,
  origin TEXT NOT NULL,
  revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE director_setting (
  director TEXT NOT NULL REFERENCES director (name) ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (director, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE backend (
  director TEXT NOT NULL REFERENCES director (name) ON DELETE CASCADE,
  name TEXT NOT NULL,
  position INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  PRIMARY KEY (director, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE backend_setting (
  director TEXT NOT NULL,
  backend TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (director, backend, key),
  FOREIGN KEY (director, backend) REFERENCES backend (director, name) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- AUTOINCREMENT: an id is never given twice, so that it tells which changes are there.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  action TEXT NOT NULL,
  director TEXT NOT NULL,
  before TEXT,
  after TEXT
) STRICT;

PRAGMA application_id = 0x78306462;

PRAGMA user_version = 1;
