-- What a change belongs to: the first of those made together with it (none: it is alone, or the
-- first itself), the change that it takes back, and whether x0d made it by itself.
ALTER TABLE audit ADD COLUMN batch INTEGER;

ALTER TABLE audit ADD COLUMN undoes INTEGER;

ALTER TABLE audit ADD COLUMN automatic INTEGER NOT NULL DEFAULT 0;

UPDATE audit SET automatic = 1 WHERE who = 'x0d';

CREATE INDEX audit_batch ON audit (batch) WHERE batch IS NOT NULL;

PRAGMA user_version = 4;
