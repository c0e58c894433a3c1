package pebbleactivity

import (
	"errors"
	"slices"

	"github.com/cockroachdb/pebble/v2"
	"github.com/google/uuid"
)

// eraseRecord takes a record's timeline away, and its versions out of the
// activities they belong to.
func (a *applying) eraseRecord(account, record uuid.UUID) error {
	from := recordPrefix(nil, account, record)
	to := after(from)
	places, err := a.places(from, to)
	if err != nil || len(places) == 0 {
		return err
	}
	for _, p := range places {
		if err := a.forget(account, p); err != nil {
			return err
		}
	}
	return a.eraseRange(from, to)
}

// places are those between two timeline keys.
func (a *applying) places(from, to []byte) (out []place, err error) {
	it, err := a.batch.NewIter(&pebble.IterOptions{LowerBound: from, UpperBound: to})
	if err != nil {
		return nil, err
	}
	for ok := it.First(); ok && err == nil; ok = it.Next() {
		var p place
		if _, p, err = parseTimelineKey(it.Key()); err == nil {
			out = append(out, p)
		}
	}
	return out, errors.Join(err, it.Close())
}

// forget takes one version out of its activity.
func (a *applying) forget(account uuid.UUID, p place) error {
	key := activityKey(nil, account, p.activity)
	versions, err := readVersions(a.batch, key, p.activity)
	if err != nil {
		return err
	}
	versions = slices.DeleteFunc(versions, func(v version) bool { return v.place == p })
	if len(versions) == 0 {
		return a.batch.Delete(key, nil)
	}
	if len(versions) == 1 && versions[0].record != p.record {
		if err := a.reflag(account, versions[0].place, 0); err != nil {
			return err
		}
	}
	return a.batch.Set(key, encodeVersions(versions), nil)
}

// eraseAccount takes everything of an account away.
func (a *applying) eraseAccount(account uuid.UUID) error {
	for _, space := range []byte{spaceTimeline, spaceActivity} {
		from := append([]byte{space}, account[:]...)
		if err := a.eraseRange(from, after(from)); err != nil {
			return err
		}
	}
	return nil
}

// eraseRange deletes the keys with a prefix and marks the run to be scrubbed.
func (a *applying) eraseRange(prefix, end []byte) error {
	if err := a.batch.DeleteRange(prefix, end, nil); err != nil {
		return err
	}
	if prefix[0] != spaceTimeline {
		return nil // ids and times, no values
	}
	a.scrubs++
	return a.batch.Set(append([]byte{spaceScrub}, prefix[1:]...), nil, nil)
}
