package app

import (
	"database/sql"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/parallax-news/parallax/internal/config"
	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/store"
)

const (
	killsEnv     = "PARALLAX_TEST_KILLS" // how many kills TestKill makes at least
	killsARound  = 15
	goOnLimit    = 10 * time.Second // from a crash until the work goes on (I6)
	settleLimit  = time.Minute
	longestDelay = 200 // milliseconds
)

// TestKill is F-01 and F-02: an instance on SQLite is killed at random moments, of its first start and of reading, grouping and
// analysing, and started again until all is done. Nothing is lost or doubled, hosts are asked at their pace all the while, and the
// stories are those of an undisturbed run over the same order of arrival.
func TestKill(t *testing.T) {
	kills := killsARound
	if v := os.Getenv(killsEnv); v != "" {
		var err error
		if kills, err = strconv.Atoi(v); err != nil {
			t.Fatalf("%s: %v", killsEnv, err)
		}
	}
	for seed := uint64(1); kills > 0; seed++ {
		t.Run("seed "+strconv.FormatUint(seed, 10), func(t *testing.T) {
			kills -= killRound(t, rand.New(rand.NewPCG(seed, seed)))
		})
		if t.Failed() {
			return
		}
	}
}

// killRound kills an instance from its first start on and lets it finish; it returns the number of kills.
func killRound(t *testing.T, r *rand.Rand) (kills int) {
	h, dir := newHistory(t), t.TempDir()
	opml := h.opml(t)
	delay := func(most int) <-chan time.Time { return time.After(time.Duration(r.IntN(most)) * time.Millisecond) }
	for range 3 {
		p := start(t, "import", "import "+opml, h.settings("import:", "PARALLAX_DATA="+dir)...)
		<-delay(3 * longestDelay)
		p.kill()
		kills++
	}
	start(t, "import", "import "+opml, h.settings("import:", "PARALLAX_DATA="+dir)...).finish(t)
	// Feeds are polled so often that there is always something to ask for.
	settings := h.settings("serve:", "PARALLAX_DATA="+dir, "PARALLAX_FETCH_MIN_INTERVAL=1s", "PARALLAX_FETCH_MAX_INTERVAL=2s")
	for kills < killsARound {
		asked := make(chan struct{})
		target := h.count() + 1 + r.IntN(30)
		h.watch(func(n int, _ *http.Request) {
			if n == target {
				close(asked)
			}
		})
		p := start(t, "serve", "serve", settings...)
		p.address(t)
		select {
		case <-asked:
			<-delay(longestDelay)
		case <-time.After(goOnLimit):
			t.Fatalf("%s after kill %d nobody asks for anything", goOnLimit, kills)
		}
		p.kill()
		kills++
	}
	h.watch(func(int, *http.Request) {})
	p := start(t, "serve", "serve", settings...)
	i := instance{base: p.address(t)}
	until(t, "all articles in stories", settleLimit, func() bool { return h.settled(i) })
	p.terminate(t)
	h.check(t, open(t, store.Options{Dir: dir}))
	checkCatalogue(t, dir)
	checkSQLite(t, dir)
	return kills
}

// checkCatalogue compares the outlets of an instance that was killed at its first start with those of one that was not.
func checkCatalogue(t *testing.T, dir string) {
	t.Helper()
	whole, err := Open(t.Context(), config.Config{Data: t.TempDir()}, Options{Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer whole.Close()
	want, err := whole.CountOutlets(t.Context(), news.OutletFilter{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := open(t, store.Options{Dir: dir}).CountOutlets(t.Context(), news.OutletFilter{})
	if err != nil {
		t.Fatal(err)
	}
	delete(want, news.Unrated) // those of the demo have joined them
	delete(got, news.Unrated)
	if !maps.Equal(got, want) {
		t.Errorf("after kills at the first start there are %v rated outlets, want %v", got, want)
	}
}

// checkSQLite looks at what a stopped instance left: a sound file (I5), nothing held, nothing running.
func checkSQLite(t *testing.T, dir string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "parallax.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for query, want := range map[string]string{
		`PRAGMA integrity_check`:                                    "ok",
		`SELECT COUNT(*) FROM hosts WHERE until > 0 OR owner <> ''`: "0",
		`SELECT COUNT(*) FROM river_job WHERE state = 'running'`:    "0",
	} {
		var got string
		if err := db.QueryRowContext(t.Context(), query).Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
}

// TestTerminate is F-22: an instance that is asked to stop while hosts keep it waiting stops in time, holds nothing any more, and
// goes on where it was when it is started again.
func TestTerminate(t *testing.T) {
	h, dir := newHistory(t), t.TempDir()
	start(t, "import", "import "+h.opml(t), h.settings("import:", "PARALLAX_DATA="+dir)...).finish(t)
	const hanging = 8
	waiting := make(chan struct{}, len(h.Articles))
	h.watch(func(asked int, r *http.Request) {
		if asked%3 == 0 {
			waiting <- struct{}{}
			<-r.Context().Done()
		}
	})
	p := start(t, "serve", "serve", h.settings("serve:", "PARALLAX_DATA="+dir)...)
	p.address(t)
	for range hanging {
		select {
		case <-waiting:
		case <-time.After(goOnLimit):
			t.Fatal("nobody asks for anything")
		}
	}
	p.terminate(t)
	checkSQLite(t, dir)

	h.watch(func(int, *http.Request) {})
	p = start(t, "serve", "serve", h.settings("serve:", "PARALLAX_DATA="+dir)...)
	i := instance{base: p.address(t)}
	until(t, "all articles in stories", settleLimit, func() bool { return h.settled(i) })
	p.terminate(t)
	h.check(t, open(t, store.Options{Dir: dir}))
}
