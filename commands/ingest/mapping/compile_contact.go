package mapping

import (
	"slices"
	"strings"
)

func (c *compiler) emails() {
	emails, consents, bad := c.take("email"), c.take("email_opt_in"), c.take("email_bad")
	if len(emails) == 0 {
		return
	}
	s := &emailStep{}
	s.c, _ = c.g.named("email")
	s.consent, _ = c.g.named("email_opt_in")
	s.status = c.g.fileStatus()
	for _, u := range emails {
		src := emailSource{source: c.source(u)}
		for _, o := range consents {
			if o.t.group == "" || o.t.group == u.t.group {
				src.consents = append(src.consents, c.source(o))
			}
		}
		for _, b := range bad {
			if b.t.group == u.t.group {
				src.bad = append(src.bad, c.source(b))
			}
		}
		s.columns = append(s.columns, src)
	}
	c.steps = append(c.steps, s)
}

func (c *compiler) phones() {
	uses, kinds, consents := c.take("phone"), c.take("phone_type"), c.take("sms_opt_in")
	whole := 0
	for _, u := range uses {
		if u.t.part == "" || u.t.part == "number" {
			whole++
		}
	}
	if whole == 0 {
		return
	}
	s := &phoneStep{}
	s.c, _ = c.g.named("phone")
	s.kind, _ = c.g.named("phone_type")
	s.consent, _ = c.g.named("sms_opt_in")
	for _, u := range uses {
		if u.t.part != "" && u.t.part != "number" {
			continue
		}
		same := slices.DeleteFunc(slices.Clone(uses), func(o use) bool { return o.t.group != u.t.group })
		src := phoneSource{source: c.source(u), arg: u.t.arg, area: c.one(same, "area"), ext: c.one(same, "ext")}
		for _, k := range kinds {
			if k.t.group == u.t.group || whole == 1 {
				src.kinds = append(src.kinds, c.source(k))
			}
		}
		for _, o := range consents {
			switch o.t.group {
			case "":
				src.general = append(src.general, c.source(o))
			case u.t.group:
				src.consents = append(src.consents, c.source(o))
			}
		}
		s.columns = append(s.columns, src)
	}
	c.steps = append(c.steps, s)
}

// fileStatus is the consent that the name of a Mailchimp export tells.
func (g *guesser) fileStatus() string {
	if g.layout == nil || !g.layout.status {
		return ""
	}
	name := strings.ToLower(g.o.File)
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	switch {
	case strings.HasPrefix(name, "unsubscribed"):
		return "unsubscribed"
	case strings.HasPrefix(name, "cleaned"):
		return "bounced"
	case strings.HasPrefix(name, "nonsubscribed"), strings.HasPrefix(name, "non-subscribed"), strings.HasPrefix(name, "non_subscribed"):
		return "unsubscribed"
	case strings.HasPrefix(name, "subscribed"):
		return "subscribed"
	}
	return ""
}
