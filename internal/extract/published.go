package extract

import (
	"net/url"
	"strings"
	"time"
)

// Names of meta tags (name, property, itemprop or http-equiv, lower case) that hold dates, best first.
var (
	publishedMeta = []string{
		"article:published_time", "article:published", "og:published_time", "og:article:published_time", "datepublished", "parsely-pub-date",
		"sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "publish-date", "publishdate", "publish_date", "published-date",
		"publicationdate", "publication_date", "pubdate", "pub_date", "published", "published_at", "dc.date.issued", "dcterms.issued",
		"citation_publication_date", "citation_date", "citation_online_date", "article.published", "article:publicationdate", "vr:published_time",
		"rbpubdate", "ptime", "originalpublicationdate", "bt:pubdate", "date_published", "displaydate",
	}
	createdMeta  = []string{"dcterms.date", "dcterms.created", "dc.date", "dc.date.created", "date", "date.created", "created", "creation_date"}
	modifiedMeta = []string{
		"article:modified_time", "article:modified", "og:updated_time", "datemodified", "last-modified", "lastmod", "dcterms.modified", "dc.date.modified",
		"modified", "modified_time", "revised", "updated_time", "article:updated_time", "utime",
	}
)

// dates finds when the article was published and changed. The sources are asked in order of how often they are right: JSON-LD,
// meta tags, microdata, <time>, the address, text that stands where dates stand. A day without a time of day takes the time from
// the next source that names the same day.
func (o Options) dates(f *facts, g *graph, article record, u *url.URL, lang string) (published, modified time.Time) {
	p := o.published(f, g, article, u, lang)
	m := o.modified(f, article, lang)
	if p.IsZero() {
		p = m
	}
	if p.minute {
		p.Time = f.localTime(p, lang)
	}
	if !m.After(p.Time) {
		m = stamp{}
	}
	return p.Time, m.Time
}

// dateFinder keeps the first plausible date that it is offered.
type dateFinder struct {
	options Options
	lang    string
	found   stamp
}

func (d *dateFinder) take(values ...string) {
	for _, s := range values {
		if s == "" || d.found.minute {
			continue
		}
		t, ok := parseDate(s, d.lang)
		if ok && d.options.plausible(t.Time) && (d.found.IsZero() || t.minute && sameDay(d.found.Time, t.Time)) {
			d.found = t
		}
	}
}

func (o Options) modified(f *facts, article record, lang string) stamp {
	d := dateFinder{options: o, lang: lang}
	d.take(article.text("dateModified"))
	for _, name := range modifiedMeta {
		d.take(f.meta[name]...)
	}
	d.take(f.momentsWhere(func(m moment) bool { return m.kind == momentModified && !m.aside })...)
	return d.found
}

func (o Options) published(f *facts, g *graph, article record, u *url.URL, lang string) stamp {
	d := dateFinder{options: o, lang: lang}
	d.take(article.text("datePublished"), g.anyText("datePublished"))
	for _, name := range publishedMeta {
		d.take(f.meta[name]...)
	}
	near := func(m moment) bool { return !m.aside && f.chosen >= 0 && m.headings == f.chosen+1 }
	d.take(f.momentsWhere(func(m moment) bool { return m.kind == momentPublished && !m.aside })...)
	d.take(f.momentsWhere(func(m moment) bool { return m.kind == momentTime && near(m) })...)
	d.take(f.momentsWhere(func(m moment) bool { return m.kind == momentTime && m.article && m.headings > f.chosen })...)
	d.take(f.momentsWhere(func(m moment) bool { return m.kind == momentPublished })...)
	for _, name := range createdMeta {
		d.take(f.meta[name]...)
	}
	d.take(urlDate(u), article.text("dateCreated"), article.text("uploadDate"))
	d.take(f.momentsWhere(func(m moment) bool { return m.kind == momentTime && !m.aside })...)
	d.take(f.momentsWhere(func(m moment) bool { return m.kind == momentText && near(m) })...)
	d.take(f.momentsWhere(func(m moment) bool { return m.kind == momentText && !m.aside })...)
	short := func(m moment) bool { return m.kind == momentLoose && len(m.value) <= 60 }
	d.take(f.momentsWhere(func(m moment) bool { return short(m) && near(m) })...)
	d.take(f.momentsWhere(func(m moment) bool { return short(m) && m.article })...)
	d.take(f.momentsWhere(func(m moment) bool { return short(m) && !m.aside })...)
	d.take(f.momentsWhere(func(m moment) bool { return m.kind == momentCreated })...)
	d.take(f.momentsWhere(short)...)
	return d.found
}

// localTime gives a time that was stated in UTC the page's own zone, where the page also writes it by its own clock: the
// same day or its neighbour, whole half hours away. The instant stays the same.
func (f *facts) localTime(p stamp, lang string) time.Time {
	if _, offset := p.Zone(); offset != 0 || !p.zoned {
		return p.Time
	}
	values := f.momentsWhere(func(m moment) bool { return !m.aside && m.kind != momentModified })
	for _, name := range publishedMeta {
		values = append(values, f.meta[name]...)
	}
	for _, s := range values {
		t, ok := parseDate(s, lang)
		if !ok || !t.minute {
			continue
		}
		_, offset := t.Zone()
		if t.zoned && offset != 0 && t.Sub(p.Time).Abs() < time.Minute {
			return t.Time
		}
		ahead := t.Truncate(time.Minute).Sub(p.Truncate(time.Minute))
		if (!t.zoned || offset == 0) && ahead != 0 && ahead.Abs() <= 14*time.Hour && ahead%(30*time.Minute) == 0 {
			return p.In(time.FixedZone("", int(ahead.Seconds())))
		}
	}
	return p.Time
}

// plausible tells whether a date can be an article's: not before the Web's news, not in the future.
func (o Options) plausible(t time.Time) bool {
	return t.Year() >= firstYear && t.Year() <= lastYear && (o.Now.IsZero() || t.Before(o.Now.Add(24*time.Hour)))
}

// sameDay tells whether two times can mean one day in some zone: less than a day apart.
func sameDay(a, b time.Time) bool {
	d := b.Sub(a)
	return d > -14*time.Hour && d < 38*time.Hour && (a.Day() == b.Day() || a.UTC().Day() == b.UTC().Day())
}

func (f *facts) momentsWhere(is func(moment) bool) []string {
	var values []string
	for _, m := range f.moments {
		if is(m) {
			values = append(values, m.value)
		}
	}
	return values
}

// urlDate is the date in an address's path, as in /2021/03/12/ or /2021-03-12-; the month's name may be written out.
func urlDate(u *url.URL) string {
	parts := strings.FieldsFunc(u.Path, func(r rune) bool { return r == '/' || r == '-' || r == '_' || r == '.' })
	for i := range parts {
		switch {
		case len(parts[i]) == 8 && digits(parts[i]) && strings.HasPrefix(parts[i], "20"):
			return parts[i]
		case len(parts[i]) == 4 && digits(parts[i]) && i+2 < len(parts) && len(parts[i+2]) <= 2 && digits(parts[i+2]) && len(parts[i+1]) <= 3:
			return parts[i] + "-" + parts[i+1] + "-" + parts[i+2]
		}
	}
	return ""
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
