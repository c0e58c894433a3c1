-- +goose Up
-- Numbers (n) are dense, given in log order and mean nothing outside this file.

CREATE TABLE checkpoint (
	one      INTEGER PRIMARY KEY CHECK (one = 1),
	store    BLOB NOT NULL,
	position BLOB NOT NULL,
	ordinal  INTEGER NOT NULL,
	version  INTEGER NOT NULL
) STRICT;

CREATE TABLE accounts (
	n      INTEGER PRIMARY KEY,
	id     BLOB NOT NULL UNIQUE,
	closed INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The account events that views depend on, to fold accounts from at a start.
CREATE TABLE account_events (
	n        INTEGER PRIMARY KEY,
	account  INTEGER NOT NULL,
	type     TEXT NOT NULL,
	version  INTEGER NOT NULL,
	envelope BLOB NOT NULL,
	payload  BLOB NOT NULL
) STRICT;

CREATE TABLE sources (
	n  INTEGER PRIMARY KEY,
	id BLOB NOT NULL UNIQUE
) STRICT;

-- profile is the number of the oldest record of the profile that holds it.
CREATE TABLE records (
	n       INTEGER PRIMARY KEY,
	id      BLOB NOT NULL,
	account INTEGER NOT NULL,
	source  INTEGER NOT NULL,
	profile INTEGER NOT NULL,
	state   BLOB NOT NULL
) STRICT;

CREATE INDEX records_of_profile ON records (profile) WHERE profile <> n;
CREATE INDEX profiles_of_account ON records (account, n) WHERE profile = n;

-- The first eight bytes of record ids and of own ids; what is found is checked.
CREATE TABLE ids (
	key    INTEGER NOT NULL,
	record INTEGER NOT NULL,
	PRIMARY KEY (key, record)
) STRICT, WITHOUT ROWID;

CREATE TABLE summaries (
	record INTEGER PRIMARY KEY,
	state  BLOB NOT NULL
) STRICT;

-- Activities that may be replaced or retracted, kept apart from the summary.
CREATE TABLE loose (
	activity BLOB PRIMARY KEY,
	record   INTEGER NOT NULL,
	state    BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX loose_of_record ON loose (record);

CREATE TABLE confirmations (
	observation BLOB NOT NULL,
	import      BLOB NOT NULL,
	account     INTEGER NOT NULL,
	PRIMARY KEY (observation, import)
) STRICT, WITHOUT ROWID;

-- Who states a value: the records from `first` on, the others as differences in
-- varints. One batch makes one row of a value.
CREATE TABLE holders (
	key   INTEGER NOT NULL,
	first INTEGER NOT NULL,
	more  BLOB NOT NULL,
	PRIMARY KEY (key, first)
) STRICT, WITHOUT ROWID;

-- Who has a word in a name, in the same form.
CREATE TABLE names (
	account INTEGER NOT NULL,
	word    TEXT NOT NULL,
	first   INTEGER NOT NULL,
	more    BLOB NOT NULL,
	PRIMARY KEY (account, word, first)
) STRICT, WITHOUT ROWID;

-- ProfilesMerged: a record of the side that was joined, and the one joined to.
CREATE TABLE merges (
	record INTEGER NOT NULL,
	into_  INTEGER NOT NULL,
	event  BLOB NOT NULL,
	PRIMARY KEY (record, event)
) STRICT, WITHOUT ROWID;

CREATE INDEX merges_into ON merges (into_);

-- Parts of changes that are not whole yet, and the change completed last.
CREATE TABLE changes (
	account  INTEGER NOT NULL,
	part     INTEGER NOT NULL, -- 0: no part; envelope is the id of the last whole change
	type     TEXT NOT NULL,
	version  INTEGER NOT NULL,
	envelope BLOB NOT NULL,
	payload  BLOB NOT NULL,
	PRIMARY KEY (account, part)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE changes;
DROP TABLE merges;
DROP TABLE names;
DROP TABLE holders;
DROP TABLE confirmations;
DROP TABLE loose;
DROP TABLE summaries;
DROP TABLE ids;
DROP TABLE records;
DROP TABLE sources;
DROP TABLE account_events;
DROP TABLE accounts;
DROP TABLE checkpoint;
