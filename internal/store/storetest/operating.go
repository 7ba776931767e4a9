package storetest

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/pipeline"
	"github.com/parallax-news/parallax/internal/search"
	"github.com/parallax-news/parallax/internal/store"
)

// note is a job that tells a channel that it ran. Of those with one name, one waits or runs at a time.
type note struct {
	Name string `json:"name"`
}

func (note) Kind() string { return "note" }

func (note) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateRetryable, rivertype.JobStateScheduled,
	}}}
}

type noteWorker struct {
	river.WorkerDefaults[note]
	ran chan string
}

func (n *noteWorker) Work(ctx context.Context, job *river.Job[note]) error {
	select {
	case n.ran <- job.Args.Name:
	case <-ctx.Done():
	}
	return nil
}

// jobs starts a client that works notes; they arrive in the channel.
func (w *world) jobs() (store.Jobs, chan string) {
	w.t.Helper()
	workers := river.NewWorkers()
	ran := make(chan string)
	river.AddWorker(workers, &noteWorker{ran: ran})
	jobs := must(w.Jobs(&river.Config{
		Workers: workers, Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 4}},
		FetchPollInterval: 100 * time.Millisecond, TestOnly: true,
	}))(w)
	return jobs, ran
}

// receive waits for one message.
func receive(t testing.TB, ran chan string) string {
	t.Helper()
	select {
	case name := <-ran:
		return name
	case <-time.After(20 * time.Second):
		t.Fatal("no job ran in 20 seconds")
		return ""
	}
}

func testJobs(t *testing.T, w *world) {
	jobs, ran := w.jobs()
	w.ok(jobs.InsertMany(w.ctx, nil))
	w.ok(jobs.InsertMany(w.ctx, []river.JobArgs{note{"a"}, note{"a"}}))
	w.ok(jobs.InsertMany(w.ctx, []river.JobArgs{note{"a"}, note{"b"}}))
	w.ok(jobs.Start(w.ctx))
	got := map[string]int{}
	for range 2 {
		got[receive(t, ran)]++
	}
	equal(t, "each ran once", got, map[string]int{"a": 1, "b": 1})
	w.ok(jobs.InsertMany(w.ctx, []river.JobArgs{note{"c"}}))
	equal(t, "while running", receive(t, ran), "c")
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	w.ok(jobs.Stop(ctx))
}

// testJobsCommit shows that jobs come with the data or not at all.
func testJobsCommit(t *testing.T, w *world) {
	f := w.feed("a.example")
	a, b := w.article(f, "A"), w.article(f, "B")
	in := []pipeline.Incoming{{Article: a}, {Article: b, ReadPage: true}}
	must(w.SavePoll(w.ctx, f, in, note{"poll"}))(w)
	must(w.SavePoll(w.ctx, f, in, note{"nothing new"}))(w)
	w.ok(w.PageFailed(w.ctx, b.ID, "timeout", w.now, note{"later"}))
	w.ok(w.SavePage(w.ctx, b, note{"page"}))
	if _, err := w.SaveGroups(w.ctx, "en", 7, nil, note{"conflict"}); !errors.Is(err, news.ErrConflict) {
		t.Fatal(err)
	}
	must(w.SaveGroups(w.ctx, "en", 0, nil, note{"group"}))(w)
	jobs, ran := w.jobs()
	w.ok(jobs.InsertMany(w.ctx, []river.JobArgs{note{"last"}}))
	w.ok(jobs.Start(w.ctx))
	got := map[string]int{}
	for range 4 {
		got[receive(t, ran)]++
	}
	equal(t, "jobs", got, map[string]int{"poll": 1, "page": 1, "group": 1, "last": 1})
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	w.ok(jobs.StopAndCancel(ctx))
}

// countdown is a context that is cancelled when it has been asked n times whether it is.
type countdown struct {
	context.Context
	cancel context.CancelFunc
	left   atomic.Int64
}

func (c *countdown) Done() <-chan struct{} {
	if c.left.Add(-1) == 0 {
		c.cancel()
	}
	return c.Context.Done()
}

func cancelAfter(ctx context.Context, n int64) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	c := &countdown{Context: ctx, cancel: cancel}
	c.left.Store(n)
	return c, cancel
}

// testCancel cancels reads and writes at random moments: the connections stay usable, and writes are whole or not there.
func testCancel(t *testing.T, w *world) {
	f := w.feed("a.example")
	var stored atomic.Int64
	var group sync.WaitGroup
	var mu sync.Mutex
	for worker := range 4 {
		group.Go(func() {
			r := rand.New(rand.NewPCG(uint64(worker), 7))
			for range 60 {
				ctx, cancel := context.WithTimeout(w.ctx, time.Duration(r.IntN(3000))*time.Microsecond)
				mu.Lock()
				in := []pipeline.Incoming{{Article: w.article(f, "Cancel A")}, {Article: w.article(f, "Cancel B")}}
				mu.Unlock()
				got, err := w.SavePoll(ctx, f, in)
				if err == nil {
					stored.Add(int64(got.New))
				}
				_, err = w.Search(ctx, search.Parse("cancel"))
				if err != nil && ctx.Err() == nil {
					t.Errorf("search: %v", err)
				}
				cancel()
			}
		})
	}
	group.Wait()
	n := int64(len(must(w.Arrivals(w.ctx, "en", 10_000))(w)))
	// A commit may have happened though its caller heard of the cancellation first.
	if n%2 != 0 || n < stored.Load() {
		t.Errorf("%d articles are there; %d were acknowledged, two at a time", n, stored.Load())
	}
	equal(t, "counted", int64(must(w.Status(w.ctx))(w).Articles), n)
}

// fill makes a database with something in every table.
func (w *world) fill() (story news.ID) {
	id, articles := w.story("Bridge falls", "Bridge gone")
	other, _ := w.story("Election")
	w.ok(w.SaveRatings(w.ctx, "pack", []news.Rating{{Domain: articles[0].Outlet, Kind: news.RatingLean, Rater: "X", Position: position(-1), Date: "2026"}}))
	must(w.Secret(w.ctx, "fill", []byte("secret")))(w)
	f := w.offer("fill.example")
	a := w.article(f, "Headline")
	must(w.SavePoll(w.ctx, f, []pipeline.Incoming{{Article: a}, {Article: w.article(f, "Unread"), ReadPage: true}}))(w)
	a.Title = "Headline, changed"
	w.poll(f, a)
	w.ok(w.MergeStories(w.ctx, edit("same"), other, id))
	w.ok(w.SaveView(w.ctx, w.view(id), []pipeline.Term{{Text: "Bridge", Key: "bridge", Weight: 1, Name: true}}))
	_, _, err := w.TakeHost(w.ctx, "fill.example", "me", w.now, w.now.Add(time.Minute))
	w.ok(err)
	return id
}

// same compares what two databases hold, as their readers see it.
func same(t *testing.T, a, b *store.Store, story news.ID) {
	t.Helper()
	for what, read := range map[string]func(*store.Store) (any, error){
		"story":    func(s *store.Store) (any, error) { return s.Story(t.Context(), story) },
		"stories":  func(s *store.Store) (any, error) { return s.Stories(t.Context(), news.StoryFilter{}) },
		"feeds":    func(s *store.Store) (any, error) { return s.Feeds(t.Context()) },
		"outlets":  func(s *store.Store) (any, error) { return s.Outlets(t.Context(), news.OutletFilter{}) },
		"status":   func(s *store.Store) (any, error) { return s.Status(t.Context()) },
		"search":   func(s *store.Store) (any, error) { return s.Search(t.Context(), search.Parse("bridge")) },
		"waiting":  func(s *store.Store) (any, error) { return s.Arrivals(t.Context(), "en", 100) },
		"log":      func(s *store.Store) (any, error) { return s.Decisions(t.Context(), 0, 0) },
		"material": func(s *store.Store) (any, error) { return s.Material(t.Context(), story) },
		"changed":  func(s *store.Store) (any, error) { return s.Changed(t.Context(), 0, 1, 100) },
	} {
		x, err := read(a)
		if err != nil {
			t.Fatal(err)
		}
		y, err := read(b)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, what, asJSON(t, y), asJSON(t, x))
	}
}

// testBackup is BAK-01: a backup is sound before it has its name, and a damaged one is not restored.
func testBackup(t *testing.T, w *world, open Open) {
	id := w.fill()
	path := filepath.Join(t.TempDir(), "backup.db")
	w.ok(w.Backup(w.ctx, path))
	if err := w.Backup(w.ctx, path); !errors.Is(err, os.ErrExist) {
		t.Errorf("backup over another: %v", err)
	}
	into := open(t, func() time.Time { return w.now })
	w.ok(store.Restore(w.ctx, path, into, nil))
	same(t, w.Store, into, id)
	if err := store.Restore(w.ctx, path, into, nil); !errors.Is(err, store.ErrNotEmpty) {
		t.Errorf("restoring over data: %v", err)
	}

	whole, err := os.ReadFile(path)
	w.ok(err)
	empty := open(t, func() time.Time { return w.now })
	for name, damage := range map[string]func([]byte) []byte{
		"zeros in the middle": func(b []byte) []byte { clear(b[len(b)/3 : len(b)/2]); return b },
		"cut off":             func(b []byte) []byte { return b[:len(b)/2] },
		"not a database":      func([]byte) []byte { return []byte("<html>this is a page</html>") },
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "damaged.db")
			w.ok(os.WriteFile(path, damage(append([]byte(nil), whole...)), 0o600))
			if err := store.Restore(t.Context(), path, empty, nil); !errors.Is(err, store.ErrBroken) {
				t.Errorf("restoring it: %v", err)
			}
		})
	}
	if err := store.Restore(t.Context(), path+".missing", empty, nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("restoring nothing: %v", err)
	}
}

func testCopy(t *testing.T, w *world, open Open) {
	id := w.fill()
	to := open(t, func() time.Time { return w.now })
	rows := map[string]int64{}
	w.ok(store.Copy(w.ctx, w.Store, to, func(table string, n int64) { rows[table] = n }))
	same(t, w.Store, to, id)
	for table, n := range rows {
		if n == 0 {
			t.Errorf("table %s was empty: the test does not show that it is copied", table)
		}
	}
	if err := store.Copy(w.ctx, w.Store, to, nil); !errors.Is(err, store.ErrNotEmpty) {
		t.Errorf("copying over data: %v", err)
	}
}
