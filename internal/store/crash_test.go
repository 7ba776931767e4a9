package store

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"github.com/parallax-news/parallax/internal/cluster"
	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/pipeline"
)

// written is a job that stands for an article that was written.
type written struct {
	Article string `json:"article"`
}

func (written) Kind() string { return "written" }

// writeUntilKilled polls, reads and groups articles for ever; it says of each what was acknowledged.
func writeUntilKilled(dir string) {
	ctx := context.Background()
	check := func(err error) {
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	s, err := Open(ctx, Options{Dir: dir})
	check(err)
	check(s.Migrate(ctx))
	f := news.Feed{ID: s.ids.Next(), Outlet: "a.example", URL: "https://a.example/" + strconv.Itoa(os.Getpid())}
	check(s.SaveFeeds(ctx, []news.Feed{f}))
	for {
		id := s.ids.Next()
		a := news.Article{ID: id, Outlet: f.Outlet, Feed: f.ID, URL: "https://a.example/" + id.String(), Title: "Title", Language: "en", Seen: time.Now(), Text: "Text."}
		_, err := s.SavePoll(ctx, f, []pipeline.Incoming{{Article: a, ReadPage: true}})
		check(err)
		fmt.Println("polled", id)
		check(s.SavePage(ctx, a, written{id.String()}))
		fmt.Println("read", id)
		mark, err := s.GroupState(ctx, "en")
		check(err)
		_, err = s.SaveGroups(ctx, "en", mark, []cluster.Decision{{Article: id, Story: id, Features: []byte("x")}})
		check(err)
		fmt.Println("grouped", id)
	}
}

// TestKill is F-01: it kills a process that writes, at random moments, and looks for what it had acknowledged. Nothing is lost, doubled
// or half there.
func TestKill(t *testing.T) {
	kills := 15
	if testing.Short() {
		kills = 3
	}
	dir := t.TempDir()
	acknowledged := map[string]string{}
	r := rand.New(rand.NewPCG(1, 1))
	for range kills {
		cmd := child(t, "write", dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for left := 1 + r.IntN(60); lines.Scan(); left-- {
			note(t, acknowledged, lines.Text())
			if left == 0 {
				if err := cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
		cmd.Wait()
		checkWritten(t, dir, acknowledged)
	}
	if len(acknowledged) < kills {
		t.Errorf("only %d articles were written before %d kills", len(acknowledged), kills)
	}
}

func note(t *testing.T, acknowledged map[string]string, line string) {
	t.Helper()
	state, id, ok := strings.Cut(line, " ")
	if !ok {
		t.Fatalf("the child said %q", line)
	}
	acknowledged[id] = state
}

// checkWritten opens what the killed process left and compares.
func checkWritten(t *testing.T, dir string, acknowledged map[string]string) {
	t.Helper()
	ctx := t.Context()
	s, err := Open(ctx, Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	q := s.db.reader()
	for id, state := range acknowledged {
		article, err := news.ParseID(id)
		if err != nil {
			t.Fatal(err)
		}
		var got int
		if err := q.QueryRow(ctx, `SELECT state FROM articles WHERE id = $1`, article).Scan(&got); err != nil {
			t.Fatalf("article %s, %s: %v", id, state, err)
		}
		if want := map[string]int{"polled": stateUnread, "read": stateReady, "grouped": stateGrouped}[state]; got < want {
			t.Errorf("article %s was %s, its state is %d", id, state, got)
		}
	}
	for name, query := range map[string]string{
		"an article without its key":        `SELECT COUNT(*) FROM articles a WHERE NOT EXISTS (SELECT 1 FROM article_keys k WHERE k.article = a.id)`,
		"a key without its article":         `SELECT COUNT(*) FROM article_keys k WHERE NOT EXISTS (SELECT 1 FROM articles a WHERE a.id = k.article)`,
		"an unread article without page":    `SELECT COUNT(*) FROM articles a WHERE state = 0 AND NOT EXISTS (SELECT 1 FROM pages p WHERE p.article = a.id)`,
		"a read article that is not found":  `SELECT COUNT(*) FROM articles a WHERE state > 0 AND NOT EXISTS (SELECT 1 FROM article_terms f WHERE f.rowid = a.id)`,
		"a read article without its job":    `SELECT (SELECT COUNT(*) FROM articles WHERE state > 0) - (SELECT COUNT(*) FROM river_job)`,
		"a grouped article without a story": `SELECT COUNT(*) FROM articles a WHERE state = 2 AND NOT EXISTS (SELECT 1 FROM stories s WHERE s.id = a.story)`,
		"a wrong count":                     `SELECT (SELECT COUNT(*) FROM articles) - (SELECT SUM(articles) FROM outlets)`,
	} {
		var n int
		if err := q.QueryRow(ctx, query).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n != 0 {
			t.Errorf("%s: %d", name, n)
		}
	}
	if err := verifyFile(ctx, filepath.Join(dir, sqliteFile)); err != nil {
		t.Error(err)
	}
}

// TestRescue leaves jobs running and a host taken, as a killed process does: at the next start jobs with tries left run again, the
// others end, and the host is free.
func TestRescue(t *testing.T) {
	s := openHere(t, t.TempDir())
	for i := range 2 {
		if err := s.db.update(t.Context(), func(x tx) error {
			return enqueue(t.Context(), x, []river.JobArgs{written{strconv.Itoa(i)}})
		}); err != nil {
			t.Fatal(err)
		}
	}
	e := s.db.(*sqliteEngine)
	if _, err := e.write.Exec(`UPDATE river_job SET state = 'running', attempt = 1, max_attempts = CASE WHEN id % 2 = 0 THEN 1 ELSE 5 END`); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	if _, ok, err := s.TakeHost(t.Context(), "a.example", "killed", now, now.Add(time.Hour)); err != nil || !ok {
		t.Fatal(ok, err)
	}
	if err := e.rescue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if h, ok, err := s.TakeHost(t.Context(), "a.example", "next", now, now.Add(time.Hour)); err != nil || !ok || !h.Cut {
		t.Errorf("the killed process's host: taken %v, cut %v, %v", ok, h.Cut, err)
	}
	states := map[string]int{}
	found, err := collect(t.Context(), s.db.reader(), scanOne[string], `SELECT state FROM river_job`)
	if err != nil {
		t.Fatal(err)
	}
	for _, state := range found {
		states[state]++
	}
	if states["available"] != 1 || states["discarded"] != 1 {
		t.Errorf("states %v", states)
	}
}
