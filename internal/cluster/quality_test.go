package cluster_test

import (
	"bufio"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parallax-news/parallax/internal/cluster"
	"github.com/parallax-news/parallax/internal/lab"
	"github.com/parallax-news/parallax/internal/news"
)

var update = flag.Bool("update", false, "write the golden quality table anew")

// qualityFiles are the development files, see the data's own README; shuffled tells which are also measured in another order.
var qualityFiles = []struct {
	name     string
	shuffled bool
}{
	{"groundnews2025", true}, {"groundnews2026", true}, {"uci2014", true}, {"googlenews2013", true}, {"allsidesstream", false},
	{"allsides2021", true}, {"basil", true}, {"wikinews2014", true}, {"ecbplus", true}, {"neus", true},
}

// dataFolder is the shared data beside the repository; without it the test is skipped.
func dataFolder(t testing.TB) string {
	t.Helper()
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; root = filepath.Dir(root) {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			break
		}
		if root == filepath.Dir(root) {
			t.Fatal("no go.mod above the test")
		}
	}
	folder := filepath.Join(root, "..", "shared", "data", "clustering")
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("the development data is not beside the repository: %v", err)
	}
	return folder
}

// readData reads a development file: items, and in URL the gold story, "" for articles without.
func readData(t testing.TB, folder, name string) []cluster.Item {
	t.Helper()
	in, err := lab.Open(filepath.Join(folder, name+".dev.jsonl.zst"))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	var items []cluster.Item
	s := bufio.NewScanner(in)
	s.Buffer(nil, 1<<24)
	for s.Scan() {
		var l struct{ Outlet, Domain, Title, Text, Published, Lang, Story string }
		if err := json.Unmarshal(s.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		it := cluster.Item{ID: news.ID(len(items) + 1), Outlet: cmp.Or(l.Domain, l.Outlet), Language: l.Lang, Title: l.Title, Text: l.Text, URL: l.Story}
		if l.Published != "" {
			if it.Published, err = time.Parse(time.RFC3339, l.Published); err != nil {
				t.Fatal(err)
			}
		}
		items = append(items, it)
	}
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
	return items
}

// labelledOnly are the items with a gold story.
func labelledOnly(items []cluster.Item) []cluster.Item {
	return slices.DeleteFunc(slices.Clone(items), func(it cluster.Item) bool { return it.URL == "" })
}

func shuffled(items []cluster.Item) []cluster.Item {
	items = slices.Clone(items)
	rand.New(rand.NewPCG(1, 0)).Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	return items
}

// BCubed F1 on every development file, in order of arrival and shuffled, against the golden table: a change in grouping shows in review.
func TestQuality(t *testing.T) {
	folder := dataFolder(t)
	if testing.Short() {
		t.Skip("measuring every file takes about half a minute")
	}
	var table strings.Builder
	table.WriteString("file\tarrival\tshuffled\n")
	sum := 0.0
	for _, f := range qualityFiles {
		items := readData(t, folder, f.name)
		f1 := 100 * bcubed(labelledOnly(items), addAll(cluster.New(cluster.Options{}), items))
		sum += f1
		fmt.Fprintf(&table, "%s\t%.1f\t", f.name, f1)
		if f.shuffled {
			fmt.Fprintf(&table, "%.1f", 100*bcubed(labelledOnly(items), addAll(cluster.New(cluster.Options{}), shuffled(items))))
		}
		table.WriteByte('\n')
	}
	fmt.Fprintf(&table, "mean\t%.1f\t\n", sum/float64(len(qualityFiles)))
	golden := filepath.Join("testdata", "quality.tsv")
	if *update {
		if err := os.WriteFile(golden, []byte(table.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if table.String() != string(want) {
		t.Errorf("quality has changed (go test -update writes the new table):\n%s\nwas\n%s", table.String(), want)
	}
}

// Restarts do not change decisions on real news either, where merges and splits are common.
func TestQuality_restart(t *testing.T) {
	items := readData(t, dataFolder(t), "groundnews2026")
	whole, parts := cluster.New(cluster.Options{}), cluster.New(cluster.Options{})
	kept := &state{story: map[news.ID]news.ID{}}
	moves := 0
	for i, it := range items {
		if i%150 == 149 {
			parts = kept.restore(cluster.Options{})
		}
		want, got := whole.Add(it), parts.Add(it)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("article %d: got %+v, want %+v", i, got, want)
		}
		moves += len(got.Moves)
		kept.add(it, got)
	}
	if moves == 0 {
		t.Error("nothing was moved, so the test shows little")
	}
}

// With 5 % of spam stuffed with the day's names, BCubed F1 of the rest falls by at most 2 points.
func TestQuality_spam(t *testing.T) {
	folder := dataFolder(t)
	for _, name := range []string{"groundnews2025", "groundnews2026", "allsides2021"} {
		t.Run(name, func(t *testing.T) {
			items := readData(t, folder, name)
			rng := rand.New(rand.NewPCG(2, 2))
			var mixed []cluster.Item
			for i, it := range items {
				mixed = append(mixed, it)
				if i%20 != 19 {
					continue
				}
				var words []string
				for range 12 {
					words = append(words, capitals(items[max(0, i-200)+rng.IntN(min(i, 200))].Title)...)
				}
				mixed = append(mixed, cluster.Item{ID: news.ID(1_000_000 + i), Outlet: "spam.example", Language: "en",
					Published: it.Published, Title: strings.Join(words[:min(12, len(words))], " "), Text: strings.Join(words, " and ")})
			}
			clean := 100 * bcubed(labelledOnly(items), addAll(cluster.New(cluster.Options{}), items))
			spammed := 100 * bcubed(labelledOnly(items), addAll(cluster.New(cluster.Options{}), mixed))
			t.Logf("F1 %.1f without spam, %.1f with", clean, spammed)
			if spammed < clean-2 {
				t.Errorf("F1 falls from %.1f to %.1f", clean, spammed)
			}
		})
	}
}

// capitals are the words of a headline that begin with a capital.
func capitals(title string) []string {
	return slices.DeleteFunc(strings.Fields(title), func(w string) bool { return w[0] < 'A' || w[0] > 'Z' })
}
