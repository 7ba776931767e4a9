package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/pipeline"
)

func openHere(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := Open(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestDiskFull gives the database no more pages (F-05): the error says so, reads go on, and later writes succeed.
func TestDiskFull(t *testing.T) {
	s := openHere(t, t.TempDir())
	feed := news.Feed{ID: s.ids.Next(), Outlet: "a.example", URL: "https://a.example/feed"}
	if err := s.SaveFeeds(t.Context(), []news.Feed{feed}); err != nil {
		t.Fatal(err)
	}
	save := func() error {
		id := s.ids.Next()
		a := news.Article{ID: id, URL: "https://a.example/" + id.String(), Title: "Title", Seen: time.Now(), Text: strings.Repeat("text ", 100_000)}
		_, err := s.SavePoll(t.Context(), feed, []pipeline.Incoming{{Article: a}})
		return err
	}
	db := s.db.(*sqliteEngine).write
	if _, err := db.Exec("PRAGMA max_page_count = 1"); err != nil {
		t.Fatal(err)
	}
	err := save()
	if !errors.Is(err, ErrDiskFull) {
		t.Errorf("writing to a full disk: %v", err)
	}
	if _, err := s.Status(t.Context()); err != nil {
		t.Errorf("reading: %v", err)
	}
	if _, err := db.Exec("PRAGMA max_page_count = 1000000"); err != nil {
		t.Fatal(err)
	}
	if err := save(); err != nil {
		t.Errorf("writing when there is room again: %v", err)
	}
}

func TestOpenFails(t *testing.T) {
	notFolder := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(notFolder, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	page := t.TempDir()
	if err := os.WriteFile(filepath.Join(page, sqliteFile), []byte(strings.Repeat("<html>this is no database</html>", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		o    Options
		want string
	}{
		{"no folder", Options{}, "no data folder is named"},
		{"a file in the place of the folder", Options{Dir: notFolder}, "not a directory"},
		{"a file that is no database", Options{Dir: page}, "the database is damaged"},
		{"another kind of database", Options{URL: "mysql://localhost/x"}, "is no address of a PostgreSQL database"},
		{"an address with a mistake", Options{URL: "postgres://user:secretword@localhost:port/x"}, "cannot be read"},
		{"nobody at the address", Options{URL: "postgres://user:secretword@127.0.0.1:1/x"}, "127.0.0.1:1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := Open(t.Context(), c.o)
			if err == nil {
				s.Close()
				t.Fatal("it was opened")
			}
			if !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "secretword") {
				t.Errorf("error %q does not say %q, or says the password", err, c.want)
			}
		})
	}
}

// The tests below run this test program again, as another user or to be killed.
const childEnv = "PARALLAX_STORE_TEST_CHILD"

func TestMain(m *testing.M) {
	switch mode, dir, _ := strings.Cut(os.Getenv(childEnv), ":"); mode {
	case "":
		os.Exit(m.Run())
	case "open":
		s, err := Open(context.Background(), Options{Dir: dir})
		if err == nil {
			err = s.Migrate(context.Background())
		}
		fmt.Println(errors.Is(err, ErrNoAccess), err)
	case "write":
		writeUntilKilled(dir)
	}
}

// child makes this program run again in a mode.
func child(t *testing.T, mode, dir string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+mode+":"+dir)
	cmd.Stderr = os.Stderr
	return cmd
}

// TestNoRights opens folders as a user who has no right to.
func TestNoRights(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can take rights away from another user, as this test does")
	}
	parent, err := os.MkdirTemp("/tmp", "parallax-rights-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(parent) })
	if err := os.Chmod(parent, 0o755); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(parent, "test")
	if err := copyFile(os.Args[0], program); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(program, 0o755); err != nil {
		t.Fatal(err)
	}
	full := filepath.Join(parent, "full")
	openHere(t, full).Close()
	for name, dir := range map[string]string{
		"a folder that cannot be made": filepath.Join(parent, "new"), "a database that cannot be written": full,
	} {
		t.Run(name, func(t *testing.T) {
			cmd := child(t, "open", dir)
			cmd.Path, cmd.Dir = program, "/"
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
			out, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(string(out), "true ") || !strings.Contains(string(out), dir) {
				t.Errorf("it says %q, not that there is no right to %s", out, dir)
			}
		})
	}
}
