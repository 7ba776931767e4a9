package storetest

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

const hub = "https://hub.example/"

// offer adds a feed of an outlet that names a hub.
func (w *world) offer(outlet string) news.Feed {
	w.t.Helper()
	f := w.feed(outlet)
	w.ok(w.OfferHub(w.ctx, f.ID, hub, f.URL))
	return must(w.Feed(w.ctx, f.ID))(w)
}

func (w *world) subscription(f news.Feed) news.HubSubscription {
	w.t.Helper()
	return must(w.HubSubscription(w.ctx, f.ID))(w)
}

// testHubs follows a subscription from the offer to the lease.
func testHubs(t *testing.T, w *world) {
	w.feed("plain.example")
	f := w.offer("a.example")
	equal(t, "the feed's hub", f.Hub, hub)
	equal(t, "due", must(w.DueHubs(w.ctx, w.now, 10))(w), []news.ID{f.ID})
	w.ok(w.HubAsked(w.ctx, f.ID, w.now.Add(time.Hour)))
	w.ok(w.HubAsked(w.ctx, f.ID, w.now.Add(2*time.Hour)))
	equal(t, "asked", w.subscription(f), news.HubSubscription{Feed: f.ID, Hub: hub, Topic: f.URL, Next: w.now.Add(2 * time.Hour), Tries: 2})
	equal(t, "not due while it is waited for", must(w.DueHubs(w.ctx, w.now.Add(time.Hour), 10))(w), []news.ID(nil))
	equal(t, "due again", must(w.DueHubs(w.ctx, w.now.Add(2*time.Hour), 10))(w), []news.ID{f.ID})

	leased := news.HubSubscription{Feed: f.ID, Hub: hub, Topic: f.URL, Until: w.now.Add(8 * time.Hour), Next: w.now.Add(6 * time.Hour)}
	w.ok(w.LeaseHub(w.ctx, w.subscription(f), leased.Until, leased.Next))
	equal(t, "confirmed", w.subscription(f), leased)
	w.poll(f, w.article(f, "A poll changes nothing of it"))
	w.ok(w.OfferHub(w.ctx, f.ID, hub, f.URL))
	equal(t, "offered as before", w.subscription(f), leased)

	w.ok(w.OfferHub(w.ctx, f.ID, "https://other.example/", f.URL))
	fresh := news.HubSubscription{Feed: f.ID, Hub: "https://other.example/", Topic: f.URL}
	equal(t, "at another hub", w.subscription(f), fresh)
	w.ok(w.LeaseHub(w.ctx, leased, leased.Until, leased.Next))
	equal(t, "the old hub answers", w.subscription(f), fresh)

	w.ok(w.PauseFeed(w.ctx, f.ID, true))
	equal(t, "paused", must(w.DueHubs(w.ctx, w.now, 10))(w), []news.ID(nil))
	w.ok(w.PauseFeed(w.ctx, f.ID, false))
	w.ok(w.OfferHub(w.ctx, f.ID, "", ""))
	equal(t, "no hub any more", must(w.DueHubs(w.ctx, w.now, 10))(w), []news.ID(nil))
	if _, err := w.HubSubscription(w.ctx, f.ID); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("without a hub: %v", err)
	}
}

// testHubPushed: what a hub tells makes a feed due, but neither again and again nor against its back-off.
func testHubPushed(t *testing.T, w *world) {
	for _, tt := range []struct {
		name   string
		polled time.Duration // before now
		fail   int
		paused bool
		want   time.Duration // until the next poll
	}{
		{"long ago", time.Hour, 0, false, 0},
		{"just now", 20 * time.Second, 0, false, 40 * time.Second},
		{"failing", time.Hour, 2, false, 6 * time.Hour},
		{"paused", time.Hour, 0, true, 6 * time.Hour},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := w.offer("pushed" + w.ids.Next().String() + ".example")
			f.Polled, f.NextPoll, f.Failures = w.now.Add(-tt.polled), w.now.Add(6*time.Hour), tt.fail
			must(w.SavePoll(w.ctx, f, nil))(w)
			w.ok(w.PauseFeed(w.ctx, f.ID, tt.paused))
			_, _, err := w.TakeHost(w.ctx, f.Host, "me", w.now, w.now.Add(time.Minute))
			w.ok(err)
			w.ok(w.LeaveHost(w.ctx, f.Host, "me", w.now))
			w.ok(w.HubPushed(w.ctx, f.ID, w.now))
			equal(t, "next poll", must(w.Feed(w.ctx, f.ID))(w).NextPoll, w.now.Add(tt.want))
			due := must(w.DueHosts(w.ctx, w.now.Add(tt.want), 100))(w)
			if early := must(w.DueHosts(w.ctx, w.now.Add(tt.want-1), 100))(w); len(early) > 0 || (len(due) == 1) == tt.paused {
				t.Errorf("hosts that are due: %v, and a moment earlier %v", due, early)
			}
			w.pass(24 * time.Hour)
			w.ok(w.RemoveFeed(w.ctx, f.ID))
			w.ok(w.HubPushed(w.ctx, f.ID, w.now))
			_, _, err = w.TakeHost(w.ctx, f.Host, "me", w.now, w.now.Add(time.Minute))
			w.ok(err)
			w.ok(w.LeaveHost(w.ctx, f.Host, "me", w.now))
		})
	}
}

// testHubRelied: a plan made before a hub told of a change does not undo what that made of it.
func testHubRelied(t *testing.T, w *world) {
	f := w.offer("a.example")
	w.ok(w.HubPushed(w.ctx, f.ID, w.now))
	h := w.subscription(f)
	equal(t, "told", h.Pushed, w.now)
	later := w.now.Add(6 * time.Hour)
	w.ok(w.RelyOnHub(w.ctx, h, later, true))
	equal(t, "put off", must(w.Feed(w.ctx, f.ID))(w).NextPoll, later)

	w.pass(time.Hour)
	w.ok(w.HubPushed(w.ctx, f.ID, w.now))
	w.ok(w.RelyOnHub(w.ctx, h, later, true))
	equal(t, "told meanwhile", must(w.Feed(w.ctx, f.ID))(w).NextPoll, w.now)

	w.ok(w.RelyOnHub(w.ctx, w.subscription(f), later, false))
	equal(t, "no longer trusted", w.subscription(f).Pushed, time.Time{})
}

// testSecret: of several processes that start at once, all get one secret, and it stays.
func testSecret(t *testing.T, w *world) {
	var wg sync.WaitGroup
	got := make([]string, 4)
	for i := range got {
		wg.Go(func() {
			secret, err := w.Secret(w.ctx, "s", []byte{byte(i), 0, 255})
			if err != nil {
				t.Error(err)
			}
			got[i] = string(secret)
		})
	}
	wg.Wait()
	for _, s := range got {
		equal(t, "secret", s, got[0])
	}
	equal(t, "later", string(must(w.Secret(w.ctx, "s", []byte("fresh")))(w)), got[0])
	equal(t, "another", string(must(w.Secret(w.ctx, "t", []byte("fresh")))(w)), "fresh")
}
