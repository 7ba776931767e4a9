package api

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/parallax-news/parallax/internal/feed"
	"github.com/parallax-news/parallax/internal/news"
)

// CallbackPath is the path of the site below which hubs answer.
const CallbackPath = "/websub/"

// maxPush is the most bytes of a delivery that are read, as of a feed.
const maxPush = 10 << 20

// Subscriptions is what a Callback asks of the database.
type Subscriptions interface {
	// HubSubscription is the state of a feed's subscription. The error is news.ErrNotFound where the feed is gone, paused or
	// names no hub.
	HubSubscription(ctx context.Context, feed news.ID) (news.HubSubscription, error)
	// LeaseHub notes until when the hub will tell of changes, zero for not at all, and when it is to be asked again. A
	// feed that is at another hub by now is left alone.
	LeaseHub(ctx context.Context, h news.HubSubscription, until, next time.Time) error
	// HubPushed notes that a feed has changed: it is due to be polled at once, unless it was polled a minute ago or is failing.
	HubPushed(ctx context.Context, feed news.ID, now time.Time) error
}

// Callback is where hubs answer (W3C WebSub, https://www.w3.org/TR/websub/): they ask whether a subscription is wanted, and tell
// that a feed has changed.
//
// What a hub delivers is read for its signature alone; the ordinary poll then reads the feed from its outlet, past the one set of checks
// that all articles pass. A hub can say when an outlet published but never what. A word that is lost, told twice or made up by a hub costs
// a poll, at most one a minute.
type Callback struct {
	subscriptions Subscriptions
	callbacks     feed.Callbacks
	now           func() time.Time
	log           *slog.Logger
	mux           *http.ServeMux
}

// NewCallback returns the handler of CallbackPath. The callbacks are those that hubs were given.
func NewCallback(s Subscriptions, c feed.Callbacks, now func() time.Time, log *slog.Logger) *Callback {
	b := &Callback{subscriptions: s, callbacks: c, now: now, log: log, mux: http.NewServeMux()}
	b.mux.HandleFunc("GET "+CallbackPath+"{token}", b.verify)
	b.mux.HandleFunc("POST "+CallbackPath+"{token}", b.deliver)
	return b
}

// ServeHTTP answers a hub.
func (b *Callback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	b.mux.ServeHTTP(w, r)
}

// subscription is that of the request's token. ok is false when the request has been answered.
func (b *Callback) subscription(w http.ResponseWriter, r *http.Request) (h news.HubSubscription, ok bool) {
	token := r.PathValue("token")
	id, err := feed.TokenFeed(token)
	if err == nil {
		h, err = b.subscriptions.HubSubscription(r.Context(), id)
		if err != nil && !errors.Is(err, news.ErrNotFound) {
			b.failed(w, r, err)
			return h, false
		}
	}
	if err != nil || !b.callbacks.Right(token, h) {
		http.NotFound(w, r)
		return h, false
	}
	return h, true
}

// failed answers that it is our fault; a hub then tries again.
func (b *Callback) failed(w http.ResponseWriter, r *http.Request, err error) {
	b.log.ErrorContext(r.Context(), "answering a hub failed", "error", err)
	http.Error(w, "The database does not answer.", http.StatusInternalServerError)
}

// verify answers whether the subscription is wanted.
func (b *Callback) verify(w http.ResponseWriter, r *http.Request) {
	h, ok := b.subscription(w, r)
	if !ok {
		return
	}
	challenge, lease, err := b.callbacks.Subscription(h).Confirm("subscribe", r.URL.Query())
	denied := errors.Is(err, feed.ErrDenied)
	if err != nil && !denied {
		b.log.DebugContext(r.Context(), "a hub asks for what is not wanted", "feed", h.Feed, "error", err)
		http.NotFound(w, r)
		return
	}
	now, until := b.now(), time.Time{}
	if !denied {
		until = now.Add(lease)
	}
	if err := b.subscriptions.LeaseHub(r.Context(), h, until, feed.Renew(now, lease)); err != nil {
		b.failed(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	io.WriteString(w, challenge)
}

// deliver takes note that the feed has changed. A delivery that is not signed is answered like any other (WebSub 7.1).
func (b *Callback) deliver(w http.ResponseWriter, r *http.Request) {
	h, ok := b.subscription(w, r)
	if !ok {
		return
	}
	if !h.Alive(b.now()) {
		http.Error(w, "The subscription has ended.", http.StatusGone)
		return
	}
	if !b.callbacks.Subscription(h).Signed(r.Header.Get("X-Hub-Signature"), http.MaxBytesReader(w, r.Body, maxPush)) {
		b.log.DebugContext(r.Context(), "a delivery is not signed", "feed", h.Feed)
	} else if err := b.subscriptions.HubPushed(r.Context(), h.Feed, b.now()); err != nil {
		b.failed(w, r, err)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}
