package news

import "time"

// HubSubscription is the state of a feed whose hub can tell of changes (W3C WebSub).
type HubSubscription struct {
	Feed   ID
	Hub    string // address of the hub, as the feed names it
	Topic  string // address of the feed, as the hub knows it
	Until  time.Time
	Next   time.Time // when the hub is to be asked for the subscription, or for a longer one
	Tries  int       // requests since the hub last confirmed
	Pushed time.Time // when the hub last told of a change; zero: never, or it missed one since
}

// Alive tells whether the hub has promised to tell of changes at a time.
func (h HubSubscription) Alive(at time.Time) bool { return at.Before(h.Until) }
