package extract

import (
	"net/url"
	"slices"
	"strings"

	"github.com/parallax-news/parallax/internal/text"
)

const maxTags = 20

// opinionWords name opinion sections, as sections, breadcrumbs and parts of addresses write them, folded.
var opinionWords = wordSet(`opinion opinions editorial editorials op-ed oped commentary comment column columns columnists columnist leader leaders
	letters viewpoint viewpoints perspective perspectives commentisfree voices blogs
	meinung meinungen kommentar kommentare kolumne kolumnen leitartikel gastbeitrag debatte standpunkt
	opinions tribune tribunes editos edito chronique chroniques idees debats point-de-vue
	opinion-es opiniones columnas columnistas editoriales tribuna opiniao colunas colunistas opinioni commenti editoriale rubriche
	opinie opinies columns-nl debat ledare kronika kolumnit mielipide paakirjoitus opinie-pl komentarze felieton felietony
	mnenie mneniya мнения мнение колонки колонка yazarlar koseyazilari رأي آراء مقالات 社論 社说 评论 評論 オピニオン 社説 사설 칼럼 오피니언`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[text.Fold(w)] = true
	}
	return set
}

// subjects finds the section and tags: JSON-LD, meta tags, breadcrumbs, links that say rel=tag.
func (f *facts) subjects(g *graph, article record, sites map[string]bool) (section string, tags []string) {
	crumbs := g.crumbs()
	if len(crumbs) == 0 {
		crumbs = f.crumbs
	}
	crumbs = slices.DeleteFunc(slices.Clone(crumbs), func(c string) bool {
		return c == "" || homeWords[text.Fold(c)] || sites[squash(c)] || len(c) > 40
	})
	candidates := append(article.texts("articleSection"), f.first("article:section"), f.first("section", "parsely-section", "cxenseparse:section"))
	if len(crumbs) > 0 {
		candidates = append(candidates, crumbs[0])
	}
	for _, s := range candidates {
		if s = text.Clean(s); s != "" && len(s) <= 80 {
			section = s
			break
		}
	}
	for _, s := range slices.Concat(article.texts("keywords"), f.meta["article:tag"], f.meta["news_keywords"], f.meta["keywords"], f.meta["parsely-tags"], article.texts("articleSection"), f.tags) {
		for t := range strings.FieldsFuncSeq(plain(s), func(r rune) bool { return r == ',' || r == ';' }) {
			t = text.Clean(t)
			same := func(other string) bool { return strings.EqualFold(other, t) }
			if t != "" && len(t) <= 80 && len(tags) < maxTags && !same(section) && !slices.ContainsFunc(tags, same) {
				tags = append(tags, t)
			}
		}
	}
	return section, tags
}

// homeWords name the first breadcrumb.
var homeWords = wordSet("home homepage start startseite accueil inicio início portada hem forside etusivu главная home-page news nachrichten")

// opinion tells whether the page calls itself opinion: by its type, its section, the parts of its address or a label before its title.
func opinion(article record, section, title string, crumbs []string, u *url.URL) bool {
	for _, t := range article.types() {
		if t == "opinionnewsarticle" {
			return true
		}
	}
	for _, s := range append(crumbs, section) {
		if opinionWords[slug(s)] {
			return true
		}
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	for _, p := range parts[:len(parts)-1] { // the last part is the article's own name
		if opinionWords[slug(p)] {
			return true
		}
	}
	label, _, found := strings.Cut(title, ":")
	if !found {
		label, _, found = strings.Cut(title, "|")
	}
	return found && opinionWords[slug(label)]
}

// slug is how addresses write a section's name.
func slug(s string) string { return strings.ReplaceAll(text.Fold(strings.TrimSpace(s)), " ", "-") }

// paywall tells whether the page says that it is not free: JSON-LD's isAccessibleForFree of the article or of a part of it, or the
// content tier that social networks read.
func paywall(f *facts, article record) bool {
	if no(article.raw("isAccessibleForFree")) {
		return true
	}
	for _, part := range list(article["hasPart"]) {
		if p, ok := part.(map[string]any); ok && no(record(p).raw("isAccessibleForFree")) {
			return true
		}
	}
	switch strings.ToLower(f.first("article:content_tier", "og:article:content_tier")) {
	case "locked", "metered", "premium", "paid":
		return true
	}
	return false
}

func no(s string) bool {
	s = strings.ToLower(strings.TrimSpace(s))
	return s == "false" || s == "no" || strings.HasSuffix(s, "schema.org/false")
}
