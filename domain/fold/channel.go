package fold

import (
	"github.com/cerebro-cdp/cerebro/domain/category"
)

// Channel is a way to reach people. Its zero value is none.
type Channel string

// The channels.
const (
	ByEmail Channel = "email"
	ByText  Channel = "text"
	ByCall  Channel = "call"
	ByPost  Channel = "post"
)

// Channels lists them.
func Channels() []Channel { return []Channel{ByEmail, ByText, ByCall, ByPost} }

// Category is the derived category that tells whom the channel may reach.
func (c Channel) Category() category.Number {
	switch c {
	case ByEmail:
		return catCanEmail
	case ByText:
		return catCanText
	case ByCall:
		return catCanCall
	default:
		return catCanMail
	}
}

// Points is the category of the contact points that the channel uses.
func (c Channel) Points() category.Number {
	switch c {
	case ByEmail:
		return catEmail
	case ByText, ByCall:
		return catPhone
	default:
		return AddressCategory
	}
}

// May tells whether the channel may use a contact point of its kind, by what
// the account says of it.
func (c Channel) May(said Contact) bool {
	switch c {
	case ByEmail:
		return said.CanEmail()
	case ByText:
		return said.CanText()
	case ByCall:
		return said.CanCall()
	default:
		return said.CanMail()
	}
}

// MayShow tells whether a list made for the channel may show a value of a
// category of contact points: those of the channel when the channel may use
// them, others when any channel may.
func (c Channel) MayShow(points category.Number, said Contact) bool {
	if points == c.Points() {
		return c.May(said)
	}
	for _, other := range Channels() {
		if other.Points() == points && other.May(said) {
			return true
		}
	}
	return false
}
