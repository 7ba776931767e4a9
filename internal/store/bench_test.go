package store_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/parallax-news/parallax/internal/cluster"
	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/pipeline"
	"github.com/parallax-news/parallax/internal/search"
	"github.com/parallax-news/parallax/internal/store"
)

// archive is a database for benchmarks: articles of some hundred outlets, in stories of four.
type archive struct {
	*store.Store
	ids     *news.IDs
	rand    *rand.Rand
	feeds   []news.Feed
	stories []news.ID
	now     time.Time
}

const benchStory = 4 // articles of a story

func newArchive(b *testing.B, s *store.Store, now time.Time) *archive {
	b.Helper()
	a := &archive{Store: s, rand: rand.New(rand.NewPCG(1, 1)), now: now}
	a.ids = news.NewIDs(func() time.Time { return a.now })
	for i := range 200 {
		domain := fmt.Sprintf("outlet%d.example", i)
		a.feeds = append(a.feeds, news.Feed{ID: a.ids.Next(), Outlet: domain, Host: domain, URL: "https://" + domain + "/feed", NextPoll: now})
	}
	if err := s.SaveFeeds(b.Context(), a.feeds); err != nil {
		b.Fatal(err)
	}
	return a
}

// words makes text of n words, common ones more often.
func (a *archive) words(n int) string {
	var out strings.Builder
	for range n {
		fmt.Fprintf(&out, "word%d ", int(a.rand.ExpFloat64()*800))
	}
	return out.String()
}

func (a *archive) article(f news.Feed) news.Article {
	id := a.ids.Next()
	return news.Article{
		ID: id, Outlet: f.Outlet, Feed: f.ID, URL: "https://" + f.Outlet + "/" + id.String(), GUID: id.String(), Title: a.words(9), Excerpt: a.words(20),
		Language: "en", Published: a.now, Seen: a.now, Topics: []string{news.Topics[a.rand.IntN(17)].Key}, Text: a.words(350),
	}
}

// ingest takes n articles the whole way: polls of ten, pages one by one, groupings of a hundred.
func (a *archive) ingest(b *testing.B, n int) {
	b.Helper()
	var read []news.Article
	for range n / 10 {
		f := a.feeds[a.rand.IntN(len(a.feeds))]
		in := make([]pipeline.Incoming, 10)
		for i := range in {
			in[i] = pipeline.Incoming{Article: a.article(f), ReadPage: true}
		}
		if _, err := a.SavePoll(b.Context(), f, in); err != nil {
			b.Fatal(err)
		}
		for _, x := range in {
			if err := a.SavePage(b.Context(), x.Article); err != nil {
				b.Fatal(err)
			}
			read = append(read, x.Article)
		}
		a.now = a.now.Add(10 * time.Second)
		if len(read) >= 100 {
			a.group(b, read)
			read = nil
		}
	}
	a.group(b, read)
}

func (a *archive) group(b *testing.B, read []news.Article) {
	b.Helper()
	var decisions []cluster.Decision
	for i, x := range read {
		decisions = append(decisions, cluster.Decision{Article: x.ID, Story: read[i-i%benchStory].ID, Features: make([]byte, 400)})
		if i%benchStory == 0 {
			a.stories = append(a.stories, x.ID)
		}
	}
	mark, err := a.GroupState(b.Context(), "en")
	if err == nil {
		_, err = a.SaveGroups(b.Context(), "en", mark, decisions)
	}
	if err != nil {
		b.Fatal(err)
	}
}

// analyse shows the stories that changed.
func (a *archive) analyse(b *testing.B) {
	b.Helper()
	for {
		refs, err := a.Changed(b.Context(), 0, 1, 500)
		if err != nil {
			b.Fatal(err)
		}
		if len(refs) == 0 {
			return
		}
		for _, ref := range refs {
			a.show(b, ref)
		}
	}
}

func (a *archive) show(b *testing.B, ref pipeline.StoryRef) {
	b.Helper()
	m, err := a.Material(b.Context(), ref.ID)
	if err != nil {
		b.Fatal(err)
	}
	v := news.StoryView{Story: news.Story{ID: ref.ID, Version: ref.Version, Headline: m.Articles[0].Title, Slug: "slug", Language: "en", Topics: m.Articles[0].Topics, Importance: a.rand.Float64()}}
	for _, x := range m.Articles {
		x.Text = ""
		v.Articles = append(v.Articles, news.StoryArticle{Article: x})
		v.Story.Updated = x.Time()
		v.Summary.Sentences = append(v.Summary.Sentences, news.Sentence{Text: x.Excerpt, Evidence: []news.Passage{{Article: x.ID, Quote: x.Excerpt}}})
	}
	for domain := range m.Outlets {
		v.Outlets = append(v.Outlets, news.StoryOutlet{Domain: domain})
	}
	var terms []pipeline.Term
	for i, w := range strings.Fields(m.Articles[0].Excerpt)[:12] {
		terms = append(terms, pipeline.Term{Text: w, Key: w + fmt.Sprint(i%2), Weight: 1})
	}
	if err := a.SaveView(b.Context(), v, terms); err != nil {
		b.Fatal(err)
	}
}

func engines(b *testing.B, bench func(b *testing.B, a *archive)) {
	start := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	b.Run("sqlite", func(b *testing.B) { bench(b, newArchive(b, openSQLite(b, time.Now), start)) })
	b.Run("postgres", func(b *testing.B) { bench(b, newArchive(b, openPostgres(b)(b, time.Now), start)) })
}

// BenchmarkIngest is the whole way of an article into a story, database alone.
func BenchmarkIngest(b *testing.B) {
	engines(b, func(b *testing.B, a *archive) {
		begin := time.Now()
		n := 0
		for b.Loop() {
			a.ingest(b, 100)
			n += 100
		}
		b.ReportMetric(float64(n)/time.Since(begin).Seconds(), "articles/s")
	})
}

// BenchmarkReads reads from archives of 1,000 and 100,000 articles: it must not cost more.
func BenchmarkReads(b *testing.B) {
	for _, size := range []int{1_000, 100_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			engines(b, func(b *testing.B, a *archive) {
				a.ingest(b, size)
				a.analyse(b)
				benchReads(b, a)
			})
		})
	}
}

func benchReads(b *testing.B, a *archive) {
	b.Run("story in parallel", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			r := rand.New(rand.NewPCG(rand.Uint64(), 1))
			for pb.Next() {
				if _, err := a.Story(b.Context(), a.stories[r.IntN(len(a.stories))]); err != nil {
					b.Error(err)
				}
			}
		})
	})
	ctx := b.Context()
	known := make([]pipeline.Incoming, 50)
	for i := range known {
		known[i] = pipeline.Incoming{Article: a.article(a.feeds[0]), ReadPage: true}
	}
	if _, err := a.SavePoll(ctx, a.feeds[0], known); err != nil {
		b.Fatal(err)
	}
	some := func() news.ID { return a.stories[a.rand.IntN(len(a.stories))] }
	mid := a.stories[len(a.stories)/2]
	for _, c := range []struct {
		name string
		do   func() error
	}{
		{"story", func() error { _, err := a.Story(ctx, some()); return err }},
		{"story json", func() error { _, _, err := a.StoryJSON(ctx, some()); return err }},
		{"story version", func() error { _, err := a.StoryVersion(ctx, some()); return err }},
		{"home", func() error { _, err := a.Stories(ctx, news.StoryFilter{Limit: 30}); return err }},
		{"topic", func() error {
			_, err := a.Stories(ctx, news.StoryFilter{Topic: "sport", Order: news.ByUpdated})
			return err
		}},
		{"outlet", func() error { _, err := a.Stories(ctx, news.StoryFilter{Outlet: "outlet7.example"}); return err }},
		{"deep page", func() error {
			_, err := a.Stories(ctx, news.StoryFilter{Order: news.ByID, After: news.Cursor{ID: mid}})
			return err
		}},
		{"topics", func() error { _, err := a.TopicCounts(ctx, a.now.Add(-24*time.Hour)); return err }},
		{"status", func() error { _, err := a.Status(ctx); return err }},
		{"directory", func() error { _, err := a.Outlets(ctx, news.OutletFilter{}); return err }},
		{"outlet page", func() error { _, err := a.Outlet(ctx, "outlet7.example"); return err }},
		{"search two words", func() error { _, err := a.Search(ctx, search.Parse("word12 word345")); return err }},
		{"search common word", func() error { _, err := a.Search(ctx, search.Parse("word1")); return err }},
		{"search rare word", func() error { _, err := a.Search(ctx, search.Parse("word5000")); return err }},
		{"search phrase", func() error { _, err := a.Search(ctx, search.Parse(`"word1 word2 word3"`)); return err }},
		{"poll of 50 known", func() error { _, err := a.SavePoll(ctx, a.feeds[0], known); return err }},
		{"due hosts", func() error { _, err := a.DueHosts(ctx, a.now, 100); return err }},
		{"material", func() error { _, err := a.Material(ctx, some()); return err }},
		{"related", func() error {
			_, err := a.Related(ctx, mid, []pipeline.Term{{Key: "word11"}, {Key: "word21"}, {Key: "word30"}}, a.now.Add(-1e6*time.Hour), 10)
			return err
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if err := c.do(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
