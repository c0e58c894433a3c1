// Package node wires one Cerebro process: it opens the data folder and the
// engines in it, starts the projectors, the matcher and the reactors, and hands
// out the command service and the HTTP handler. It decides nothing; whatever
// can be decided is decided in the packages it wires.
//
// The data folder:
//
//	cerebro.json    format of the folder
//	founding        there until the first account and its keys are made
//	master.key      the master key (0600); move it out in production
//	keys.json       the first account's keys (0600), made once
//	listen          the address a running server listens on
//	log/            the log: the truth
//	vault/          keys of records and accounts
//	models/         read models: profiles.db, activity/, segments/, identity/;
//	                all of it can be thrown away and is rebuilt from the log
//	outbound/       checkpoint and delivery log of the webhooks
//	imports/        rejects of imports
//
// Invariants: the log is opened first and closed last; a folder that is not
// Cerebro's, of another format or half copied is refused before anything is
// written to it.
package node
