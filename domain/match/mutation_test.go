package match_test

import (
	"testing"

	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/google/go-cmp/cmp"
)

func gender(s string) with     { return func(r *match.Record) { r.Gender = s } }
func birthplace(s string) with { return func(r *match.Record) { r.Birthplace = s } }
func unit(s string) with       { return func(r *match.Record) { r.Addresses[0].Unit = s } }

// member is a number that an association gave out.
func member(number string) with { return id(match.ExternalID, "club", number) }

// gateCases show what each gate is for: with it the records make the clusters
// wanted, without it they do not.
func gateCases() map[match.Gate]hardCase {
	plain := func(name string, want string, records ...match.Record) hardCase {
		return hardCase{name, records, want}
	}
	return map[match.Gate]hardCase{
		match.GateHousehold: plain("twins", "[[0] [1]]",
			rec("Mark", "Hargrove", born("1991-05-06"), elm, phone("7045550191")), rec("Mary", "Hargrove", born("1991-05-06"), elm, phone("7045550191"))),
		match.GateStranger: plain("neighbours of one given name", "[[0] [1]]",
			rec("Walter", "Smith", born("1980-03-14"), elm, unit("5"), mail("w@otherhost.net")), rec("Walter", "Zwingli", elm)),
		match.GateThin: plain("a surname and a house", "[[0] [1]]",
			rec("", "Zwingli", elm, unit("5"), mail("edith.h@rarehost.net"), phone("7045550191")), rec("", "Zwingli", middle("A"), elm, unit("4"))),
		match.GateNameless: plain("a house, a birthplace and an initial", "[[0] [1]]",
			rec("", "", middle("A"), gender("female"), elm, birthplace("Boone"), member("778812")),
			rec("W", "Hargrove", middle("A"), gender("female"), born("1980"), elm, unit("4"), birthplace("Boone"), member("10442"), mail("w@otherhost.net"), phone("7045550191"))),
		match.GateNamesOnly: plain("a name and no more", "[[0] [1]]",
			rec("Edith", "Hargrove", born("1981-11-02")), rec("Edith", "Hargrove")),
		match.GateTown: plain("one name in one town", "[[0] [1]]",
			rec("Edith", "Smith", born("1950-07-07"), at("", "", "Concord", ""), member("778812")), rec("Edith", "Smith", middle("A"), elm)),
		match.GateNamesake: plain("one given name in one house, born thirty years apart", "[[0] [1]]",
			rec("Walter", "", born("1980-03-14"), elm, unit("5"), phone("7045550191")), rec("Walter", "", born("1950-07-07"), elm, unit("5"))),
		match.GateMailAndName: plain("one e-mail address, and a birth date that was typed anyhow", "[[0 1]]",
			rec("James", "Smith", born("1980-05-14"), elm, unit("5"), mail("w@otherhost.org")), rec("James", "Smith", born("1981-11-02"), mail("w@otherhost.org"))),
	}
}

// vetoCases do so for each veto.
func vetoCases() map[match.Veto]hardCase {
	return map[match.Veto]hardCase{
		match.VetoSuffix: {"junior and senior", []match.Record{
			rec("Robert", "Hargrove", suffix("Sr"), elm, phone("7045550191")), rec("Robert", "Hargrove", suffix("Jr"), elm, phone("7045550191")),
		}, "[[0] [1]]"},
		match.VetoGenerations: {"father and son", []match.Record{
			rec("Robert", "Hargrove", born("1941-05-06"), elm, phone("7045550191")), rec("Robert", "Hargrove", born("1972-11-19"), elm, phone("7045550191")),
		}, "[[0] [1]]"},
		match.VetoBirthAndID: {"two who share a house and an e-mail address", []match.Record{
			rec("", "Hargrove", middle("B"), born("1980-05-14"), mail("xz@rarehost.net"), elm, member("778812")), rec("", "", born("1950-07-07"), mail("xz@rarehost.net"), elm, unit("5"), member("10442")),
		}, "[[0] [1]]"},
		match.VetoReusedID: {"a number given out again", []match.Record{
			rec("James", "Hargrove", born("1981-11-02"), member("10442")), rec("Edith", "Smith", born("1950-03-14"), member("10442")),
		}, "[[0] [1]]"},
		match.VetoSharedID: {"a couple's number", []match.Record{
			rec("James", "Zwingli", gender("male"), member("778812")), rec("Wilma", "Zwingli", gender("female"), member("778812")),
		}, "[[0] [1]]"},
	}
}

// TestEveryGateIsNeeded turns each gate off: what it holds together or apart
// must then come out otherwise.
func TestEveryGateIsNeeded(t *testing.T) {
	cases := gateCases()
	for g := match.Gate(0); g < match.NumGates; g++ {
		t.Run(g.String(), func(t *testing.T) {
			c, ok := cases[g]
			if !ok {
				t.Fatal("no case shows what the gate is for")
			}
			model := match.DefaultModel()
			needed(t, c, model, model.WithoutGate(g))
		})
	}
}

// TestEveryVetoIsNeeded does so with vetoes.
func TestEveryVetoIsNeeded(t *testing.T) {
	cases := vetoCases()
	model := match.DefaultModel()
	for v := match.Veto(1); len(v.Strings()) > 0; v <<= 1 {
		t.Run(v.Strings()[0], func(t *testing.T) {
			c, ok := cases[v]
			if !ok {
				t.Fatal("no case shows what the veto is for")
			}
			needed(t, c, model, model.WithoutVeto(v))
		})
	}
}

func needed(t *testing.T, c hardCase, with, without *match.Model) {
	t.Helper()
	if diff := cmp.Diff(c.want, clustersOf(t, with, c.records)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", c.name, diff)
		a, b := match.Normalise(c.records[0]), match.Normalise(c.records[1])
		t.Logf("%+v", with.Explain(&a, &b))
	}
	if got := clustersOf(t, without, c.records); got == c.want {
		t.Errorf("%s: %s without the rule, too", c.name, got)
		a, b := match.Normalise(c.records[0]), match.Normalise(c.records[1])
		t.Logf("%+v", without.Explain(&a, &b))
	}
}
