-- +goose Up
-- Exchange over a network. url is where a site is reached, "" where it comes by
-- itself. wants are files it lacks. sent and got name what was last said to it and
-- by it, so that nothing is said twice. What became of the last tries stays over
-- a restart: failed is the code of the last one, "" when it went well.
ALTER TABLE peer ADD COLUMN url TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE peer ADD COLUMN wants TEXT COLLATE "C" NOT NULL DEFAULT '[]';
ALTER TABLE peer ADD COLUMN sent TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE peer ADD COLUMN got TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE peer ADD COLUMN met_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE peer ADD COLUMN failed TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE peer ADD COLUMN failed_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE peer ADD COLUMN fails BIGINT NOT NULL DEFAULT 0;
ALTER TABLE peer ADD COLUMN next_ms BIGINT NOT NULL DEFAULT 0;
-- The newest challenge that a device has answered: no request is taken twice, by
-- none of the processes of this book.
CREATE TABLE challenge_used (
  device_id UUID NOT NULL PRIMARY KEY,
  issued_ms BIGINT NOT NULL
);
