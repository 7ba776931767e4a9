package cluster

import (
	"encoding/binary"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/text"
)

// codecVersion is the first byte of stored features.
const codecVersion = 1

// encode writes what an article is compared by, its time included, since outlets change theirs; decode reads it.
func (a *article) encode() []byte {
	b := make([]byte, 0, 32+len(a.print)*8+len(a.terms)*7)
	b = append(b, codecVersion)
	b = binary.AppendUvarint(b, uint64(a.root))
	b = binary.AppendUvarint(b, uint64(a.words))
	b = binary.AppendVarint(b, a.time)
	for _, w := range a.print {
		b = binary.LittleEndian.AppendUint64(b, w)
	}
	last := uint32(0)
	for _, t := range a.terms {
		b = binary.AppendUvarint(b, uint64(t.key-last))
		b = append(b, t.rarity, t.weight, byte(t.kind))
		last = t.key
	}
	return b
}

// decode fills a from stored features and reports whether they are sound. Unsound ones leave an
// article that is compared with nothing.
func (a *article) decode(b []byte) bool {
	if len(b) == 0 || b[0] != codecVersion {
		return false
	}
	b = b[1:]
	root, n := binary.Uvarint(b)
	if n <= 0 {
		return false
	}
	b = b[n:]
	words, n := binary.Uvarint(b)
	if n <= 0 {
		return false
	}
	b = b[n:]
	when, n := binary.Varint(b)
	if n <= 0 || len(b[n:]) < len(a.print)*8 {
		return false
	}
	b = b[n:]
	var print text.Fingerprint
	for i := range print {
		print[i] = binary.LittleEndian.Uint64(b[i*8:])
	}
	b = b[len(print)*8:]
	var ts []term
	key := uint32(0)
	for len(b) > 0 {
		d, n := binary.Uvarint(b)
		if n <= 0 || len(b) < n+3 || d == 0 || uint64(key)+d > 1<<32-1 || len(ts) == maxTerms {
			return false
		}
		key += uint32(d)
		ts = append(ts, term{key, b[n], b[n+1], kind(b[n+2])})
		b = b[n+3:]
	}
	a.root, a.words, a.time, a.print, a.terms = news.ID(root), int(words), when, print, ts
	return true
}
