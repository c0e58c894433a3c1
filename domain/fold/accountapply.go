package fold

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// Apply folds one event in and tells whether it was one of the account's
// (account or sharing stream) that changed something. Events of other kinds
// are ignored.
func (a *Account) Apply(e event.Event) bool {
	switch p := e.Payload.(type) {
	case *event.AccountOpened:
		a.open(p)
	case *event.AccountClosed:
		a.Closed = true
	case *event.SourceRegistered, *event.SourceRenamed, *event.SourcesOrdered,
		*event.SourceRetracted, *event.SourceReinstated:
		return a.applySource(p)
	case *event.ImportRetracted:
		a.imports[p.Import] = true
	case *event.ImportReinstated:
		delete(a.imports, p.Import)
	case *event.CategoryDefined:
		return a.define(p)
	case *event.ActivityTypeDefined:
		name := ActivityName(p.Name)
		a.types[name] = a.types[name].with(name, p.Dimensions, p.Numbers)
	case *event.SegmentDefined:
		a.segments[p.Segment] = Segment{p.Segment, p.Name, p.Tree, p.Scope}
	case *event.SegmentChanged:
		a.segments[p.Segment] = Segment{p.Segment, p.Name, p.Tree, p.Scope}
	case *event.SegmentRemoved:
		delete(a.segments, p.Segment)
	case *event.WebhookDefined:
		a.webhooks[p.Webhook] = Webhook{p.Webhook, p.URL, p.Secret, p.Types}
	case *event.WebhookRemoved:
		delete(a.webhooks, p.Webhook)
	case *event.IntegrationConnected:
		a.integrations[p.Source] = Integration{p.Source, p.Kind, p.Token}
	case *event.MatchCalibrationRequested:
		a.matching.ask(p)
	case *event.MatchModelProposed:
		a.matching.propose(p)
	case *event.MatchModelActivated:
		a.Model = p.Version
		a.matching.activate(p.Version)
	default:
		return a.applyAccess(e)
	}
	return true
}

func (a *Account) applyAccess(e event.Event) bool {
	switch p := e.Payload.(type) {
	case *event.KeyIssued:
		k := Key{ID: p.Key, Account: a.ID, Source: p.Source, Role: p.Role, Name: p.Name, Expires: p.Expires}
		if len(p.Hash) != len(k.Hash) {
			return false
		}
		copy(k.Hash[:], p.Hash)
		a.keys[p.Key] = k
	case *event.KeyRevoked:
		k, ok := a.keys[p.Key]
		if !ok {
			return false
		}
		k.Revoked = true
		a.keys[p.Key] = k
	case *event.SharingGranted:
		a.grants[p.Grant] = Grant{
			ID: p.Grant, Owner: a.ID, To: p.To, Sources: p.Sources, Kind: p.Kind,
			All: p.All, Without: p.Without, GrantedAt: e.RecordedAt,
		}
	case *event.SharingRevoked:
		g, ok := a.grants[p.Grant]
		if !ok || !g.InForce() {
			return false
		}
		g.RevokedAt = e.RecordedAt
		a.grants[p.Grant] = g
	default:
		return false
	}
	return true
}

func (a *Account) open(p *event.AccountOpened) {
	a.Name, a.PhoneRegion, a.First, a.Opened = p.Name, p.PhoneRegion, p.First, true
	if zone, err := time.LoadLocation(p.Timezone); err == nil {
		a.Zone, a.Timezone = zone, zone.String()
	}
}

func (a *Account) applySource(p event.Payload) bool {
	var id uuid.UUID
	switch p := p.(type) {
	case *event.SourceRegistered:
		if a.sources[p.Source] != nil {
			return false
		}
		a.sources[p.Source] = &Source{
			ID: p.Source, Namespace: p.Namespace, Name: p.Name, Kind: p.Kind,
			IDSpace: p.IDSpace, Region: p.Region, Private: p.Private, Registered: len(a.ordered),
		}
		a.ordered = append(a.ordered, p.Source)
		a.trust = a.newTrust()
		return true
	case *event.SourcesOrdered:
		if p.Category == 0 {
			a.ranking = slices.Clone(p.Order)
		} else {
			a.rankingBy[p.Category] = slices.Clone(p.Order)
		}
		a.trust = a.newTrust()
		return true
	case *event.SourceRenamed:
		id = p.Source
	case *event.SourceRetracted:
		id = p.Source
	case *event.SourceReinstated:
		id = p.Source
	}
	s := a.sources[id]
	if s == nil {
		return false
	}
	switch p := p.(type) {
	case *event.SourceRenamed:
		s.Name = p.Name
	case *event.SourceRetracted:
		s.Retracted = true
	case *event.SourceReinstated:
		s.Retracted = false
	}
	return true
}

// define adds a category. The command checks names and numbers against this
// very catalogue, so one that is taken changes nothing.
func (a *Account) define(p *event.CategoryDefined) bool {
	cardinality := category.One
	if p.Many {
		cardinality = category.Many
	}
	c, err := a.catalogue.With(category.Category{
		Number: p.Number, Name: p.Name, Group: "custom", Type: p.Type, Cardinality: cardinality, Label: p.Label,
	})
	if err != nil {
		return false
	}
	a.catalogue = c
	return true
}

// ActivityName is the form under which activity types are compared: as sent,
// trimmed and without case.
func ActivityName(name string) string { return strings.ToLower(strings.TrimSpace(name)) }
