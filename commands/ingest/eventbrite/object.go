package eventbrite

import (
	"bytes"
	"encoding/json"
	"strings"
)

// text is a plain value of any JSON kind, as text; null, arrays and objects are
// "". What is optional must not spoil an object by its kind.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	*t = ""
	switch b = bytes.TrimSpace(b); {
	case len(b) == 0 || b[0] == 'n' || b[0] == '{' || b[0] == '[':
	case b[0] == '"':
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		*t = text(strings.TrimSpace(s))
	default:
		*t = text(b)
	}
	return nil
}

func (t text) true() bool { return t == "true" }

// attendee is one ticket's holder, as the API shows it.
type attendee struct {
	ID              text    `json:"id"`
	Created         text    `json:"created"`
	Changed         text    `json:"changed"`
	EventID         text    `json:"event_id"`
	OrderID         text    `json:"order_id"`
	TicketClassID   text    `json:"ticket_class_id"`
	TicketClassName text    `json:"ticket_class_name"`
	Status          text    `json:"status"`
	CheckedIn       text    `json:"checked_in"`
	Cancelled       text    `json:"cancelled"`
	Refunded        text    `json:"refunded"`
	Event           summary `json:"event"`
	Profile         profile `json:"profile"`
	Answers         []struct {
		Question text            `json:"question"`
		Answer   json.RawMessage `json:"answer"`
	} `json:"answers"`
	Costs struct {
		Base  money `json:"base_price"`
		Gross money `json:"gross"`
	} `json:"costs"`
}

type profile struct {
	Name      text             `json:"name"`
	Prefix    text             `json:"prefix"`
	FirstName text             `json:"first_name"`
	LastName  text             `json:"last_name"`
	Suffix    text             `json:"suffix"`
	Email     text             `json:"email"`
	Age       text             `json:"age"`
	BirthDate text             `json:"birth_date"`
	Gender    text             `json:"gender"`
	JobTitle  text             `json:"job_title"`
	Company   text             `json:"company"`
	Website   text             `json:"website"`
	Blog      text             `json:"blog"`
	Cell      text             `json:"cell_phone"`
	Work      text             `json:"work_phone"`
	Home      text             `json:"home_phone"`
	Addresses map[string]place `json:"addresses"`
}

// place is an address; null members are "".
type place struct {
	Line1    text `json:"address_1"`
	Line2    text `json:"address_2"`
	City     text `json:"city"`
	Region   text `json:"region"`
	Postcode text `json:"postal_code"`
	Country  text `json:"country"`
}

// money is an amount; Major is in whole units, "4.32".
type money struct {
	Currency text `json:"currency"`
	Major    text `json:"major_value"`
}

// zero tells whether nothing was paid.
func (m money) zero() bool { return strings.Trim(string(m.Major), "0.,") == "" }

// summary is what is read of an event.
type summary struct {
	Name struct {
		Text text `json:"text"`
	} `json:"name"`
}

// order is one purchase.
type order struct {
	ID        text `json:"id"`
	Created   text `json:"created"`
	Changed   text `json:"changed"`
	Name      text `json:"name"`
	FirstName text `json:"first_name"`
	LastName  text `json:"last_name"`
	Email     text `json:"email"`
}
