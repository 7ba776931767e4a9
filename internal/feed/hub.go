package feed

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

const (
	leaseAsked = 5 * day
	hubRetry   = time.Hour // after the first request that the hub does not confirm; doubled by each further one
	hubRest    = 7 * day   // the longest wait for a hub that fails, and for one that denies
	relied     = 6 * time.Hour
	// pushGap is the least time between two polls that a hub asks for: no hub can make us a burden to an outlet.
	pushGap = time.Minute
)

// Callbacks makes the subscriptions of an instance. What nobody may guess, the address that a hub answers to and the secret
// that it signs with, is derived from one key: the database keeps no secret of a single feed.
type Callbacks struct {
	Base string // what the tokens are appended to; "" where no hub can reach the instance
	Key  []byte // at least 16 random bytes, the same in all processes of the instance
}

// Subscription is a feed's subscription. Token and secret are of this feed, hub and topic alone: a hub that a feed has left can do no more.
func (c Callbacks) Subscription(h news.HubSubscription) Subscription {
	return Subscription{Hub: h.Hub, Topic: h.Topic, Callback: c.Base + c.token(h), Secret: c.derive("secret", h), Lease: leaseAsked}
}

func (c Callbacks) token(h news.HubSubscription) string {
	return h.Feed.String() + "-" + c.derive("callback", h)
}

func (c Callbacks) derive(use string, h news.HubSubscription) string {
	mac := hmac.New(sha256.New, c.Key)
	fmt.Fprintf(mac, "%q %q %q %q", use, h.Feed.String(), h.Hub, h.Topic)
	return hex.EncodeToString(mac.Sum(nil))
}

// TokenFeed is the feed that a callback's token names; whether the token is right, Callbacks.Right tells.
func TokenFeed(token string) (news.ID, error) {
	id, _, _ := strings.Cut(token, "-")
	return news.ParseID(id)
}

// Right tells, in constant time, whether a token is that of a feed's subscription.
func (c Callbacks) Right(token string, h news.HubSubscription) bool {
	return hmac.Equal([]byte(token), []byte(c.token(h)))
}

// AskAgain is when a hub that was asked at now, for the given time in a row, is asked again should it not confirm: after an
// hour, then after twice the time for each further try up to a week.
func AskAgain(now time.Time, tries int) time.Time {
	return now.Add(min(hubRetry<<min(max(tries-1, 0), 10), hubRest))
}

// Renew is when a hub that gave a lease is asked for another: after three quarters of it, and not within an hour. A hub that
// denied gave a lease of 0; it is asked again after a week.
func Renew(now time.Time, lease time.Duration) time.Time {
	if lease <= 0 {
		return now.Add(hubRest)
	}
	return now.Add(max(lease/4*3, hubRetry))
}

// HubPoll is a good poll of a feed that has a hub.
type HubPoll struct {
	Before, At time.Time // of the poll before and of this one
	Brought    bool      // something new
	Next       time.Time // planned as for any feed
}

// Rely plans a feed's next poll by what its hub is worth. Many feeds name a hub that is never told of anything; so a hub is
// trusted only from its first word of a change on, and not after a poll that brought what it had kept quiet about. While it is trusted
// and its lease lasts, the feed is polled every 6 hours at most, all times else as if there were no hub. A word that came during
// the poll may be of later news: the feed is polled again soon.
func Rely(h news.HubSubscription, p HubPoll) (next time.Time, trusted bool) {
	trusted = !h.Pushed.IsZero()
	told := trusted && !h.Pushed.Before(p.Before)
	at := p.At.Add(relied)
	switch {
	case h.Pushed.After(p.At):
		return Pushed(p.At, p.At, p.Next), true
	case p.Brought && !told:
		return p.Next, false
	case trusted && p.Brought == told && h.Alive(at) && p.Next.Before(at):
		return at, true
	}
	return p.Next, trusted
}

// Pushed is when a feed that was last polled at polled, and is to be polled at next, is polled once its hub tells of a change at now.
func Pushed(now, polled, next time.Time) time.Time {
	at := now
	if soon := polled.Add(pushGap); soon.After(at) {
		at = soon
	}
	if next.Before(at) {
		return next
	}
	return at
}
