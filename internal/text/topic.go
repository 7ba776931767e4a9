package text

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// How much a find counts. A section is the outlet's own decision; tags are many and loose; single words of a title are weakest.
const (
	sectionWeight = 4.0
	tagWeight     = 1.5
	titleWeight   = 1.0
	leadWeight    = 0.35
	vague         = 0.25 // of a section such as "World", which says where and not what
	maxTopics     = 3
)

// TopicScore is a topic's key (see news.Topics) with its share of all that was found, above 0 and at most 1.
type TopicScore struct {
	Topic string
	Score float64
}

// Topics names the subjects of an article, best first, at most 3: keys of news.Topics. Sections are what the outlet files it under
// (breadcrumbs, article:section, the address or its path), outermost first; tags are a feed's categories and a page's keywords. Words of the title
// decide where those say nothing, and add to what they say. Without any hint there is none.
func Topics(sections, tags []string, title string) []string {
	var keys []string
	for _, t := range RankTopics(sections, tags, title, "") {
		if len(keys) < maxTopics && (len(keys) == 0 || t.Score >= 0.2) {
			keys = append(keys, t.Topic)
		}
	}
	return keys
}

// RankTopics is Topics with scores, for all topics that anything speaks for; lead is the beginning of the article's text, which
// counts a third of its title.
func RankTopics(sections, tags []string, title, lead string) []TopicScore {
	scores := map[string]float64{}
	for i, s := range sections {
		weight := sectionWeight / float64(min(i, 2)+1)
		for _, part := range sectionParts(s) {
			addSection(scores, part, weight)
		}
	}
	for i, t := range tags {
		if i >= 20 {
			break
		}
		if !addSection(scores, Fold(t), tagWeight) {
			addWords(scores, t, tagWeight/3)
		}
	}
	addWords(scores, title, titleWeight)
	addWords(scores, lead, leadWeight)
	return ranked(scores)
}

func ranked(scores map[string]float64) []TopicScore {
	var all []TopicScore
	total := 0.0
	for topic, s := range scores {
		all = append(all, TopicScore{topic, s})
	}
	slices.SortFunc(all, func(a, b TopicScore) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Topic, b.Topic))
	})
	for _, t := range all { // in order, so that the sum is the same every time
		total += t.Score
	}
	for i := range all {
		all[i].Score /= total
	}
	return all
}

// sectionParts are the folded names that a section may stand for: itself, and the folders of an address.
func sectionParts(s string) []string {
	s = Fold(strings.TrimSpace(s))
	address := strings.Contains(s, "://")
	if address {
		_, s, _ = strings.Cut(s, "://")
	}
	if !strings.Contains(s, "/") {
		if address {
			return nil
		}
		return []string{s}
	}
	parts := strings.Split(strings.Trim(s, "/"), "/")
	if address {
		host := parts[0]
		if sub, _, found := strings.Cut(host, "."); found {
			parts[0] = sub // sport.example.com
		}
		parts = parts[:max(len(parts)-1, 1)] // the last part names the article
	}
	return parts
}

// addSection adds the topic of a section's name, of the name as addresses write it, and of its words; it tells whether there was one.
func addSection(scores map[string]float64, name string, weight float64) bool {
	table := sectionTable()
	name = strings.TrimSpace(strings.NewReplacer("-", " ", "_", " ", "+", " ", "&", " ").Replace(name))
	name = strings.Join(strings.Fields(name), " ")
	if add(scores, table[name], weight) {
		return true
	}
	words := strings.Fields(name)
	if len(words) < 2 || len(words) > 4 {
		return false
	}
	found := false
	for _, w := range words {
		found = add(scores, table[w], weight/float64(len(words))) || found
	}
	return found
}

func add(scores map[string]float64, topics []string, weight float64) bool {
	for _, t := range topics {
		if key, isVague := strings.CutSuffix(t, "?"); isVague {
			scores[key] += weight * vague
		} else {
			scores[key] += weight
		}
	}
	return len(topics) > 0
}

// maxTopicWords is how many words of a text are looked at.
const maxTopicWords = 250

// addWords adds the topics of the words of s; a word counts once.
func addWords(scores map[string]float64, s string, weight float64) {
	if s == "" {
		return
	}
	table := wordTable()
	seen := map[string]bool{}
	hits := map[string]float64{}
	n := 0
	for t := range Tokens(s) {
		w := t.Word
		if n++; n > maxTopicWords {
			break
		}
		if seen[w] {
			continue
		}
		seen[w] = true
		for _, topic := range table.topics(w) {
			hits[topic]++
		}
	}
	for topic, h := range hits {
		scores[topic] += weight * h
	}
}

// topicWords maps words, and beginnings of words, to topics.
type topicWords struct {
	words    map[string][]string
	prefixes map[string][]string
}

const shortestPrefix = 4

// topics are those of the whole word and of its longest beginning that the table has.
func (t topicWords) topics(w string) []string {
	if topics := t.words[w]; topics != nil {
		return topics
	}
	for end := len(w); end >= shortestPrefix; end-- {
		if topics := t.prefixes[w[:end]]; topics != nil {
			return topics
		}
	}
	return nil
}

// sectionTable maps folded names of sections to topics; a "?" after a topic marks a vague one.
var sectionTable = sync.OnceValue(func() map[string][]string {
	table := map[string][]string{}
	for topic, names := range sectionNames {
		for name := range strings.SplitSeq(names, ",") {
			name = Fold(strings.TrimSpace(strings.Join(strings.Fields(name), " ")))
			key := topic
			if cut, isVague := strings.CutSuffix(name, "?"); isVague {
				name, key = cut, topic+"?"
			}
			table[name] = append(table[name], key)
		}
	}
	for name, topics := range table {
		slices.Sort(topics)
		table[name] = slices.Compact(topics)
	}
	return table
})

// wordTable is made of titleWords; a word that ends in "*" stands for all that begin so.
var wordTable = sync.OnceValue(func() topicWords {
	t := topicWords{map[string][]string{}, map[string][]string{}}
	for topic, words := range titleWords {
		for w := range strings.FieldsSeq(words) {
			into := t.words
			if stem, isPrefix := strings.CutSuffix(w, "*"); isPrefix {
				w, into = stem, t.prefixes
			}
			if w = Fold(w); !slices.Contains(into[w], topic) {
				into[w] = append(into[w], topic)
			}
		}
	}
	for _, into := range []map[string][]string{t.words, t.prefixes} {
		for _, topics := range into {
			slices.Sort(topics)
		}
	}
	return t
})
