CREATE TABLE ondemand (
  director TEXT NOT NULL PRIMARY KEY REFERENCES director (name) ON DELETE CASCADE,
  hostname TEXT,
  port INTEGER,
  CHECK (hostname IS NOT NULL OR port IS NOT NULL)
) STRICT, WITHOUT ROWID;

-- In x0d.db: which file a director on demand is in. What is committed here and not yet done to the
-- file is pending: a director as JSON, or the word null when the file is to go.
CREATE TABLE ondemand_file (
  director TEXT NOT NULL PRIMARY KEY,
  file TEXT NOT NULL UNIQUE,
  pending TEXT
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 3;
