package pipeline_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"github.com/parallax-news/parallax/internal/api"
	"github.com/parallax-news/parallax/internal/feed"
	"github.com/parallax-news/parallax/internal/fetch"
	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/pipeline"
	"github.com/parallax-news/parallax/internal/store"
	"github.com/parallax-news/parallax/internal/store/storetest"
)

const site = "https://parallax.example"

// hub is a scripted hub on loopback. It reaches the instance's callbacks at a server of loopback, too.
type hub struct {
	*httptest.Server
	callbacks *httptest.Server
	answer    func(w http.ResponseWriter, r *http.Request, form url.Values)
	asked     int
	form      url.Values // of the last request
}

func newHub(t *testing.T) *hub {
	h := &hub{}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil || r.Method != http.MethodPost {
			t.Errorf("the hub is asked by %s: %v", r.Method, err)
		}
		h.asked++
		h.form = r.PostForm
		h.answer(w, r, r.PostForm)
	}))
	t.Cleanup(h.Close)
	return h
}

// call sends a request to the callback that the hub was given and returns status and body of the answer.
func (h *hub) call(method, callback string, query url.Values, signature, body string) (int, string) {
	path := strings.TrimPrefix(callback, site)
	r, err := http.NewRequest(method, h.callbacks.URL+path+"?"+query.Encode(), strings.NewReader(body))
	if err != nil {
		return 0, err.Error()
	}
	r.Header.Set("X-Hub-Signature", signature)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	said, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(said)
}

// verify asks back before it answers, as some hubs do; change may spoil the question.
func (h *hub) verify(t *testing.T, wantStatus int, change func(url.Values)) func(http.ResponseWriter, *http.Request, url.Values) {
	return func(w http.ResponseWriter, _ *http.Request, form url.Values) {
		q := url.Values{
			"hub.mode": form["hub.mode"], "hub.topic": form["hub.topic"], "hub.challenge": {"c-17"}, "hub.lease_seconds": {"86400"},
		}
		change(q)
		status, said := h.call(http.MethodGet, form.Get("hub.callback"), q, "", "")
		if status != wantStatus || status == http.StatusOK && said != q.Get("hub.challenge") {
			t.Errorf("the question %v is answered %d %q, want %d", q, status, said, wantStatus)
		}
		w.WriteHeader(http.StatusAccepted)
	}
}

// push delivers a change, signed with a secret ("" not at all).
func (h *hub) push(secret string) int {
	body, signature := "<rss/>", ""
	if secret != "" {
		mac := hmac.New(sha256.New, []byte(secret))
		io.WriteString(mac, body)
		signature = "sha256=" + hex.EncodeToString(mac.Sum(nil))
	}
	status, _ := h.call(http.MethodPost, h.form.Get("hub.callback"), nil, signature, body)
	return status
}

// queue keeps the jobs of a sweep.
type queue struct{ jobs []river.JobArgs }

func (q *queue) InsertMany(_ context.Context, jobs []river.JobArgs) error {
	q.jobs = append(q.jobs, jobs...)
	return nil
}

// out is the guarded way to hubs; it notes until when the last request could have taken.
type out struct {
	feed.Doer
	deadline time.Time
}

func (o *out) Do(r *http.Request) (*http.Response, error) {
	o.deadline, _ = r.Context().Deadline()
	return o.Doer.Do(r)
}

// hubInstance is an instance whose one feed names a hub.
type hubInstance struct {
	*instance
	hub   *hub
	out   *out
	queue *queue
	items []string
}

// newHubInstance starts one. The guard lets hubs in the allowed networks be asked.
func newHubInstance(t *testing.T, o store.Options, allow ...string) *hubInstance {
	t.Helper()
	fo := fetch.Options{UserAgent: "Parallax/test (+https://parallax.example/about)"}
	for _, n := range allow {
		fo.Allow = append(fo.Allow, netip.MustParsePrefix(n))
	}
	client, err := fetch.New(fo)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	i := &hubInstance{hub: newHub(t), out: &out{Doer: client.HTTP()}, queue: &queue{}, items: []string{"First|https://elsewhere.example/1"}}
	callbacks := feed.Callbacks{Base: site + api.CallbackPath, Key: []byte("0123456789abcdef")}
	i.instance = newInstanceOn(t, o, pipeline.Hubs{Out: i.out, Callbacks: callbacks}, i.queue)
	i.hub.callbacks = httptest.NewServer(api.NewCallback(i.store, callbacks, func() time.Time { return i.now }, slog.New(slog.DiscardHandler)))
	t.Cleanup(i.hub.callbacks.Close)
	i.web.answers[feedURL] = func(r fetch.Request) (*fetch.Response, error) {
		h := http.Header{"Content-Type": {"application/rss+xml"}, "Link": {fmt.Sprintf(`<%s>; rel="hub", <%s>; rel="self"`, i.hub.URL, feedURL)}}
		return &fetch.Response{Status: http.StatusOK, URL: r.URL, Header: h, Body: []byte(rss(i.items...))}, nil
	}
	return i
}

// sweeps tells whether a sweep finds that the feed's hub is to be asked.
func (i *hubInstance) sweeps(t *testing.T) bool {
	t.Helper()
	i.queue.jobs = nil
	if err := i.SweepOnce(t.Context()); err != nil {
		t.Fatal(err)
	}
	return slices.Contains(i.queue.jobs, river.JobArgs(pipeline.Subscribe{Feed: i.feed(t).ID}))
}

func (i *hubInstance) subscribe(ctx context.Context, t *testing.T) news.HubSubscription {
	t.Helper()
	id := i.feed(t).ID
	if err := i.SubscribeFeed(ctx, id); err != nil {
		t.Fatalf("the trouble of a hub is made ours: %v", err)
	}
	h, err := i.store.HubSubscription(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// polls asks for the feed at the time that it is due and returns how long it then rests.
func (i *hubInstance) polls(t *testing.T) time.Duration {
	t.Helper()
	if next := i.feed(t).NextPoll; next.After(i.now) {
		i.now = next
	}
	before := i.web.count(feedURL)
	i.visit(t)
	if i.web.count(feedURL) != before+1 {
		t.Errorf("the feed was asked for %d times", i.web.count(feedURL)-before)
	}
	return i.feed(t).NextPoll.Sub(i.now)
}

// TestHub follows a feed whose hub keeps its word, on both databases.
func TestHub(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { testHub(t, store.Options{Dir: t.TempDir()}) })
	t.Run("PostgreSQL", func(t *testing.T) { testHub(t, store.Options{URL: postgres(t)}) })
}

func testHub(t *testing.T, o store.Options) {
	i := newHubInstance(t, o, "127.0.0.0/8")
	i.hub.answer = i.hub.verify(t, http.StatusOK, func(url.Values) {})
	if i.sweeps(t) {
		t.Error("a hub is to be asked before the feed has named one")
	}
	i.polls(t)
	if !i.sweeps(t) {
		t.Fatal("the hub that the feed names is not asked")
	}
	h := i.subscribe(t.Context(), t)
	if !h.Until.Equal(i.now.Add(24*time.Hour)) || h.Tries != 0 || i.sweeps(t) {
		t.Errorf("after the hub confirmed: %+v, asked again at once: %v", h, i.sweeps(t))
	}
	if topic, lease := i.hub.form.Get("hub.topic"), i.hub.form.Get("hub.lease_seconds"); topic != feedURL || lease != "432000" {
		t.Errorf("the hub was asked for %q, %q seconds", topic, lease)
	}
	i.subscribe(t.Context(), t)
	if i.hub.asked != 1 {
		t.Error("a job that runs twice asks twice")
	}
	if rest := i.polls(t); rest > 2*time.Hour {
		t.Errorf("a hub that never told of anything is relied on: the feed rests for %v", rest)
	}

	i.now = i.now.Add(10 * time.Minute)
	planned := i.feed(t).NextPoll
	for _, secret := range []string{"", "guess"} {
		if got := i.hub.push(secret); got != http.StatusAccepted || !i.feed(t).NextPoll.Equal(planned) {
			t.Errorf("a delivery signed with %q is answered %d, next poll %v", secret, got, i.feed(t).NextPoll)
		}
	}
	i.items = append(i.items, "Second|https://elsewhere.example/2")
	if got := i.hub.push(i.hub.form.Get("hub.secret")); got != http.StatusAccepted || !i.feed(t).NextPoll.Equal(i.now) {
		t.Errorf("a good delivery is answered %d, next poll %v at %v", got, i.feed(t).NextPoll, i.now)
	}
	if rest := i.polls(t); rest != 6*time.Hour || i.feed(t).Articles != 2 {
		t.Errorf("after a poll that a hub asked for the feed rests for %v with %d articles", rest, i.feed(t).Articles)
	}
	i.hub.push(i.hub.form.Get("hub.secret"))
	if next := i.feed(t).NextPoll.Sub(i.now); next != time.Minute {
		t.Errorf("a hub that tells all the time makes us poll after %v", next)
	}

	testLease(t, i, h)
}

// testLease goes on until the hub breaks its word.
func testLease(t *testing.T, i *hubInstance, h news.HubSubscription) {
	i.now = h.Next
	if !i.sweeps(t) {
		t.Fatal("the lease is not renewed")
	}
	if renewed := i.subscribe(t.Context(), t); !renewed.Until.Equal(i.now.Add(24 * time.Hour)) {
		t.Errorf("the lease ends at %v", renewed.Until)
	}
	i.hub.answer = func(w http.ResponseWriter, _ *http.Request, _ url.Values) {
		http.Error(w, "gone", http.StatusServiceUnavailable)
	}
	i.now = i.now.Add(25 * time.Hour)
	if !i.sweeps(t) || i.subscribe(t.Context(), t).Alive(i.now) {
		t.Error("the lease has not ended")
	}
	planned := i.feed(t).NextPoll
	if got := i.hub.push(i.hub.form.Get("hub.secret")); got != http.StatusGone || !i.feed(t).NextPoll.Equal(planned) {
		t.Errorf("a delivery after the lease is answered %d", got)
	}
	for range 3 {
		if rest := i.polls(t); rest >= 6*time.Hour {
			t.Errorf("without a lease the feed rests for %v", rest)
		}
	}
}

// TestHubFails: whatever a hub does, the feed is polled as if there were none, and the hub is asked ever more seldom.
func TestHubFails(t *testing.T) {
	for _, tt := range []struct {
		name   string
		allow  []string
		wait   time.Duration // until it is asked again
		answer func(t *testing.T, h *hub) func(http.ResponseWriter, *http.Request, url.Values)
	}{
		{"denies", []string{"127.0.0.0/8"}, 7 * 24 * time.Hour, func(t *testing.T, h *hub) func(http.ResponseWriter, *http.Request, url.Values) {
			return h.verify(t, http.StatusOK, func(q url.Values) { q.Set("hub.mode", "denied"); q.Del("hub.challenge") })
		}},
		{"asks about another feed", []string{"127.0.0.0/8"}, time.Hour, func(t *testing.T, h *hub) func(http.ResponseWriter, *http.Request, url.Values) {
			return h.verify(t, http.StatusNotFound, func(q url.Values) { q.Set("hub.topic", "https://evil.example/") })
		}},
		{"has no challenge", []string{"127.0.0.0/8"}, time.Hour, func(t *testing.T, h *hub) func(http.ResponseWriter, *http.Request, url.Values) {
			return h.verify(t, http.StatusNotFound, func(q url.Values) { q.Del("hub.challenge") })
		}},
		{"never asks back", []string{"127.0.0.0/8"}, time.Hour, func(*testing.T, *hub) func(http.ResponseWriter, *http.Request, url.Values) {
			return func(w http.ResponseWriter, _ *http.Request, _ url.Values) { w.WriteHeader(http.StatusAccepted) }
		}},
		{"is broken", []string{"127.0.0.0/8"}, time.Hour, func(*testing.T, *hub) func(http.ResponseWriter, *http.Request, url.Values) {
			return func(w http.ResponseWriter, _ *http.Request, _ url.Values) {
				http.Error(w, "down", http.StatusBadGateway)
			}
		}},
		{"leads to an inner network", []string{"127.0.0.0/8"}, time.Hour, func(*testing.T, *hub) func(http.ResponseWriter, *http.Request, url.Values) {
			return func(w http.ResponseWriter, r *http.Request, _ url.Values) {
				http.Redirect(w, r, "http://169.254.169.254/latest", http.StatusTemporaryRedirect)
			}
		}},
		{"is in an inner network", nil, time.Hour, func(t *testing.T, _ *hub) func(http.ResponseWriter, *http.Request, url.Values) {
			return func(http.ResponseWriter, *http.Request, url.Values) { t.Error("a hub on loopback was asked") }
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			i := newHubInstance(t, store.Options{Dir: t.TempDir()}, tt.allow...)
			i.hub.answer = tt.answer(t, i.hub)
			i.polls(t)
			h := i.subscribe(t.Context(), t)
			if h.Alive(i.now) || h.Next.Sub(i.now) != tt.wait || i.sweeps(t) {
				t.Errorf("afterwards: %+v at %v", h, i.now)
			}
			if rest := i.polls(t); rest >= 6*time.Hour || i.feed(t).Failures > 0 {
				t.Errorf("the feed rests for %v: %+v", rest, i.feed(t))
			}
			if i.now = h.Next; !i.sweeps(t) {
				t.Error("the hub is never asked again")
			}
			if i.subscribe(t.Context(), t); tt.name == "is broken" {
				if again, _ := i.store.HubSubscription(t.Context(), h.Feed); again.Next.Sub(i.now) != 2*time.Hour {
					t.Errorf("a hub that is broken is asked again after %v", again.Next.Sub(i.now))
				}
			}
		})
	}
}

// TestSlowHub: a hub that does not answer holds a worker for seconds, and counts as failed.
func TestSlowHub(t *testing.T) {
	i := newHubInstance(t, store.Options{Dir: t.TempDir()}, "127.0.0.0/8")
	ctx, cancel := context.WithCancel(t.Context())
	i.hub.answer = func(_ http.ResponseWriter, r *http.Request, _ url.Values) {
		cancel() // in place of the deadline
		<-r.Context().Done()
	}
	i.polls(t)
	began := time.Now()
	h := i.subscribe(ctx, t)
	if h.Alive(i.now) || h.Tries != 1 || !h.Next.Equal(i.now.Add(time.Hour)) {
		t.Errorf("afterwards: %+v", h)
	}
	if limit := i.out.deadline.Sub(began); limit <= 0 || limit > 30*time.Second {
		t.Errorf("a hub may take %v", limit)
	}
}

// TestUnreachable: where no hub can reach the instance none is asked, and the feed is polled as usual.
func TestUnreachable(t *testing.T) {
	i := newHubInstance(t, store.Options{Dir: t.TempDir()})
	i.Hubs.Callbacks.Base = ""
	i.polls(t)
	if i.sweeps(t) {
		t.Error("a hub is asked")
	}
	if rest := i.polls(t); rest >= 6*time.Hour {
		t.Errorf("the feed rests for %v", rest)
	}
}

// postgres gives a test a schema of its own in the database that PARALLAX_TEST_POSTGRES names.
func postgres(t *testing.T) string {
	t.Helper()
	address := os.Getenv("PARALLAX_TEST_POSTGRES")
	if address == "" {
		t.Skip("PARALLAX_TEST_POSTGRES does not name a PostgreSQL database (postgres://...)")
	}
	return storetest.Schema(t, address)
}
