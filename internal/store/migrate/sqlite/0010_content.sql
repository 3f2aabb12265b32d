-- +goose Up
-- What lies in the directory of files, whole, checked and forced to disk,
-- whichever door it came through. Whether a file that an operation names is here
-- is asked of this table and stands nowhere else: two columns that say the same
-- could be written past each other by two senders of the same picture.
CREATE TABLE content (
  sha256 BLOB NOT NULL PRIMARY KEY,
  size INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX content_at ON content (at_ms);
INSERT INTO content (sha256, size, media_type, at_ms)
SELECT sha256, max(size), max(media_type), max(at_ms) FROM (
  SELECT sha256, size, media_type, at_ms FROM blob WHERE state = 'complete'
  UNION ALL SELECT sha256, size, media_type, at_ms FROM upload) AS kept
GROUP BY sha256;
-- A blob is a file that an accepted operation of the ledger names, by the device
-- that named it first: what a phone still owes is a walk along an index.
ALTER TABLE blob ADD COLUMN device_id TEXT NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
ALTER TABLE blob DROP COLUMN state;
ALTER TABLE blob DROP COLUMN size;
ALTER TABLE blob DROP COLUMN media_type;
CREATE INDEX blob_device ON blob (device_id);
ALTER TABLE upload DROP COLUMN size;
ALTER TABLE upload DROP COLUMN media_type;
