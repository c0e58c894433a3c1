-- +goose Up
-- Merges are numbered as they come, so that a split can tell which of them
-- still hold a part together.
ALTER TABLE merges ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;

CREATE INDEX merges_seq ON merges (seq);

-- +goose Down
DROP INDEX merges_seq;
ALTER TABLE merges DROP COLUMN seq;
