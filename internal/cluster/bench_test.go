package cluster_test

import (
	"container/heap"
	"flag"
	"hash/fnv"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/parallax-news/parallax/internal/cluster"
	"github.com/parallax-news/parallax/internal/news"
)

var streamArticles = flag.Int("articles", 100_000, "length of the synthetic week in BenchmarkWeek")

// week makes a synthetic stream of n articles over seven days: stories of the development files begin at random times, their names
// changed to invented ones, so that no two are about the same people and places.
type week struct {
	rng     *rand.Rand
	stories [][]cluster.Item
	begin   time.Time
	step    time.Duration // from one event to the next
	next    time.Time
	queue   dueItems
	id      news.ID
}

type dueItem struct {
	at    time.Time
	event uint64
	item  *cluster.Item
}

type dueItems []dueItem

func (q dueItems) Len() int           { return len(q) }
func (q dueItems) Less(i, j int) bool { return q[i].at.Before(q[j].at) }
func (q dueItems) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *dueItems) Push(x any)        { *q = append(*q, x.(dueItem)) }
func (q *dueItems) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

func newWeek(tb testing.TB, n int) *week {
	folder := dataFolder(tb)
	w := &week{rng: rand.New(rand.NewPCG(7, 7)), begin: monday, next: monday}
	articles := 0
	for _, f := range qualityFiles {
		by := map[string]int{}
		for _, it := range readData(tb, folder, f.name) {
			i, ok := by[it.URL]
			if !ok || it.URL == "" {
				i = len(w.stories)
				by[it.URL] = i
				w.stories = append(w.stories, nil)
			}
			w.stories[i] = append(w.stories[i], it)
			articles++
		}
	}
	w.step = 7 * 24 * time.Hour * time.Duration(articles) / time.Duration(len(w.stories)) / time.Duration(n)
	return w
}

// article is the next of the stream.
func (w *week) article() cluster.Item {
	for len(w.queue) == 0 || w.queue[0].at.After(w.next) {
		story := w.stories[w.rng.IntN(len(w.stories))]
		event := w.rng.Uint64()
		for i := range story {
			at := w.next.Add(time.Duration(w.rng.ExpFloat64() * float64(8*time.Hour)))
			heap.Push(&w.queue, dueItem{at, event, &story[i]})
		}
		w.next = w.next.Add(w.step)
	}
	due := heap.Pop(&w.queue).(dueItem)
	it := *due.item
	w.id++
	it.ID, it.Seen, it.Published = w.id, due.at, due.at.Add(-time.Minute)
	it.Title, it.Text = rename(it.Title, due.event), rename(it.Text, due.event)
	return it
}

// rename gives every capitalised word an invented name that depends on the event.
func rename(s string, event uint64) string {
	var b strings.Builder
	b.Grow(len(s) + 16)
	for word := range strings.FieldsSeq(s) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		if !unicode.IsUpper(rune(word[0])) || len(word) < 4 {
			b.WriteString(word)
			continue
		}
		h := fnv.New64a()
		h.Write([]byte(word))
		x := h.Sum64() ^ event
		b.WriteByte(byte('A' + x%26))
		for range 3 {
			x = x*6364136223846793005 + 1442695040888963407
			b.WriteByte("bdfgklmnprstvz"[x>>33%14])
			b.WriteByte("aeiou"[x>>40%5])
		}
	}
	return b.String()
}

// BenchmarkWeek takes the synthetic week once; -articles=1000000 is the length that the speed is stated for. Generating is not timed.
func BenchmarkWeek(b *testing.B) {
	for b.Loop() {
		w := newWeek(b, *streamArticles)
		e := cluster.New(cluster.Options{})
		var parts []time.Duration // of a tenth each
		var total time.Duration
		batch := make([]cluster.Item, 0, 1000)
		for done := 0; done < *streamArticles; done += len(batch) {
			batch = batch[:0]
			for len(batch) < cap(batch) {
				batch = append(batch, w.article())
			}
			start := time.Now()
			for _, it := range batch {
				e.Add(it)
			}
			spent := time.Since(start)
			total += spent
			part := done * 10 / *streamArticles
			if part == len(parts) {
				parts = append(parts, 0)
			}
			parts[part] += spent
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(*streamArticles)/total.Seconds(), "articles/s")
		b.ReportMetric(float64(parts[len(parts)-1])/float64(parts[1]), "last/second-tenth")
		b.ReportMetric(float64(m.HeapAlloc)/1e6, "live-MB")
		b.ReportMetric(float64(m.Sys)/1e6, "system-MB")
		runtime.KeepAlive(e)
	}
}

// BenchmarkAdd is the cost of an article: full text and headline only, after a day of 5,000 articles.
func BenchmarkAdd(b *testing.B) {
	items := readData(b, dataFolder(b), "allsidesstream")
	for _, c := range []struct {
		name string
		cut  bool
	}{{"text", false}, {"headline", true}} {
		b.Run(c.name, func(b *testing.B) {
			e := cluster.New(cluster.Options{})
			add := func(n int) {
				it := items[n%len(items)]
				it.ID = news.ID(n + 1)
				if c.cut {
					it.Text = ""
				}
				e.Add(it)
			}
			n := 0
			for ; n < 5000; n++ {
				add(n)
			}
			b.ReportAllocs()
			for b.Loop() {
				add(n)
				n++
			}
		})
	}
}

func BenchmarkRestore(b *testing.B) {
	items := readData(b, dataFolder(b), "groundnews2026")
	kept := &state{story: map[news.ID]news.ID{}}
	e := cluster.New(cluster.Options{})
	for _, it := range items {
		kept.add(it, e.Add(it))
	}
	for b.Loop() {
		kept.restore(cluster.Options{})
	}
	b.ReportMetric(float64(len(items)*b.N)/b.Elapsed().Seconds(), "articles/s")
}
