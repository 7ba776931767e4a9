package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// command runs the program as from a shell, in a clean environment.
func command(t *testing.T, in string, args ...string) (status int, out, report string) {
	t.Helper()
	var o, r bytes.Buffer
	status = run(t.Context(), args, strings.NewReader(in), &o, &r)
	return status, o.String(), r.String()
}

func file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestBadInput: bad input is the giver's fault, exit status 2, and the answer says where and why.
func TestBadInput(t *testing.T) {
	for _, tt := range []struct {
		name string
		args []string
		in   string
		says string
	}{
		{"unknown command", []string{"cook"}, "", "cook"},
		{"unknown flag", []string{"serve", "--colour", "red"}, "", "--colour"},
		{"unknown key in the settings", []string{"--config", file(t, "p.yaml", "adress: x\n"), "serve"}, "", `unknown key "adress"`},
		{"settings that are no YAML", []string{"--config", file(t, "p.yaml", "a: b: c"), "serve"}, "", "p.yaml"},
		{"unknown role", []string{"serve", "--role", "cook"}, "", `"cook"`},
		{"split roles on SQLite", []string{"serve", "--role", "web"}, "", "PostgreSQL"},
		{"another database", []string{"serve", "--database", "mysql://x"}, "", "postgres://"},
		{"no OPML", []string{"feeds", "import", file(t, "f.opml", "<html>"), "--data", t.TempDir()}, "", "f.opml"},
		{"no file", []string{"ratings", "import", "/nowhere.csv", "--data", t.TempDir()}, "", "/nowhere.csv"},
		{"a bad line of ratings", []string{"ratings", "import", file(t, "r.csv", "domain,kind,rater,value,position,raters,spread,date,link,license\na.example,lean,Me,left,-0.5,,,2026,,CC0\nb.example,lean,Me,left,7,,,2026,,CC0\n"), "--data", t.TempDir()}, "", "line 3"},
		{"a feed address that is none", []string{"feeds", "add", "ftp://a.example/feed", "--data", t.TempDir()}, "", "ftp://"},
		{"lab: a line that is no JSON", []string{"lab", "summarize"}, "{\"id\":\"1\",\"articles\":[]}\nnonsense\n", "line 2"},
		{"lab: no archive", []string{"lab", "feed", "/nowhere.tar"}, "", "/nowhere.tar"},
		{"edition", []string{"editions", "check", file(t, "e.yaml", "nam: x\n")}, "", "e.yaml"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			status, out, report := command(t, tt.in, tt.args...)
			if status != exitUsage {
				t.Errorf("exit status %d, want %d", status, exitUsage)
			}
			if !strings.Contains(report, tt.says) {
				t.Errorf("the report does not say %q:\n%s", tt.says, report)
			}
			if out != "" && !strings.HasPrefix(out, "Usage:") {
				t.Errorf("something was written all the same: %.200s", out)
			}
		})
	}
}

// TestFolderWithoutRights: a data folder that is a file cannot be made.
func TestFolderWithoutRights(t *testing.T) {
	status, _, report := command(t, "", "feeds", "list", "--data", file(t, "data", "a file"))
	if status == 0 || !strings.Contains(report, "data") {
		t.Errorf("exit status %d, report %q", status, report)
	}
}

func TestGoodCommands(t *testing.T) {
	data := t.TempDir()
	for _, tt := range []struct {
		name string
		args []string
		says string
	}{
		{"version", []string{"version"}, "parallax"},
		{"add a feed", []string{"feeds", "add", "https://news.example/feed", "--name", "News", "--data", data}, "news.example"},
		{"list feeds", []string{"feeds", "list", "--data", data}, "https://news.example/feed"},
		{"export OPML", []string{"feeds", "export", "--data", data}, `xmlUrl="https://news.example/feed"`},
		{"add an outlet", []string{"outlets", "add", "other.example", "--data", data}, "https://other.example/"},
		{"list outlets", []string{"outlets", "list", "--data", data}, "news.example"},
		{"export outlets", []string{"outlets", "export", "--data", data}, "news.example,News"},
		{"import ratings", []string{"ratings", "import", file(t, "r.csv", "domain,kind,rater,value,position,raters,spread,date,link,license\nnews.example,lean,Me,left,-0.5,,,2026,,CC0\n"), "--data", data}, "1 ratings"},
		{"list ratings", []string{"ratings", "list", "news.example", "--data", data}, "-0.50"},
		{"migrate", []string{"migrate", "--data", data}, "schema"},
		{"backup", []string{"backup", filepath.Join(data, "backup.db"), "--data", data}, "verified"},
		{"restore", []string{"restore", filepath.Join(data, "backup.db"), "--data", filepath.Join(data, "new")}, "restored"},
		{"the restored feeds", []string{"feeds", "list", "--data", filepath.Join(data, "new")}, "https://news.example/feed"},
		{"copy", []string{"copy", "--data", data, "--to", filepath.Join(data, "copy")}, ""},
		{"the copied feeds", []string{"feeds", "list", "--data", filepath.Join(data, "copy")}, "https://news.example/feed"},
		{"edition", []string{"editions", "list"}, "countries"},
		{"doctor", []string{"doctor", "--data", data}, "schema"},
		{"remove a feed", []string{"feeds", "remove", "https://news.example/feed", "--data", data}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			status, out, report := command(t, "", tt.args...)
			if status != 0 {
				t.Fatalf("exit status %d: %s", status, report)
			}
			if !strings.Contains(out, tt.says) {
				t.Errorf("got %q, want it to say %q", out, tt.says)
			}
		})
	}
}

// TestLabOut: the output file appears only when the input was good.
func TestLabOut(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.jsonl")
	if status, _, _ := command(t, "nonsense\n", "lab", "--out", out, "summarize"); status != exitUsage || exists(out) {
		t.Errorf("exit status %d, output there: %v", status, exists(out))
	}
	status, _, report := command(t, `{"id":"1","articles":[{"title":"A","text":"The council of Lindholm voted for the new bridge on Tuesday."}]}`+"\n", "lab", "--out", out, "summarize")
	body, err := os.ReadFile(out)
	if status != 0 || err != nil || !strings.Contains(string(body), "new bridge") || !strings.Contains(report, "stories=1 seconds=") {
		t.Errorf("exit status %d, %v, %q, report %q", status, err, body, report)
	}
}
