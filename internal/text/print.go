package text

import (
	"encoding/binary"
	"math/bits"
)

// shingle is the number of successive words that are compared as one.
const shingle = 3

// slots is the number of minima in a Fingerprint; each keeps 8 bits.
const slots = 128

// Fingerprint is a sketch of a text for finding near-duplicates: b-bit minwise hashing (Li, König 2010) in one permutation
// (Li, Owen, Zhang 2012) with empty slots filled by their neighbours (Shrivastava, Li 2014). The zero Fingerprint is that of a text without words.
type Fingerprint [slots / 8]uint64

// Print makes the Fingerprint of a text from its folded words, three at a time; a text of fewer words is one shingle.
func Print(s string) Fingerprint {
	var p Printer
	for t := range Tokens(s) {
		p.Add(t.Word)
	}
	return p.Print()
}

// Printer makes a Fingerprint word by word. The zero Printer is ready.
type Printer struct {
	mins  [slots]uint64 // least hash of each slot plus 1; 0 empty
	last  [shingle]uint64
	words int
}

// Add adds the text's next folded word.
func (p *Printer) Add(word string) {
	copy(p.last[:], p.last[1:])
	p.last[shingle-1] = hash(word)
	p.words++
	if p.words >= shingle {
		p.put()
	}
}

func (p *Printer) put() {
	h := uint64(0)
	for _, w := range p.last {
		h = mix(h ^ w)
	}
	i := h >> 57 // 7 bits: 128 slots
	if v := h<<7>>7 + 1; p.mins[i] == 0 || v < p.mins[i] {
		p.mins[i] = v
	}
}

// Print is the Fingerprint of the words added so far.
func (p Printer) Print() (f Fingerprint) {
	if p.words == 0 {
		return f
	}
	if p.words < shingle {
		p.put()
	}
	var b [slots]byte
	for i := range b {
		v, far := p.mins[i], 0
		for v == 0 {
			far++
			v = p.mins[(i+far)%slots]
		}
		b[i] = byte(mix(v + uint64(far)<<57))
	}
	for i := range f {
		f[i] = binary.LittleEndian.Uint64(b[i*8:])
	}
	return f
}

// Similarity estimates the share of shingles that two texts have in common (Jaccard), on [0, 1], with a
// standard error of about 0.04. Near-duplicates reach 0.8. A text without words is similar to nothing.
func (f Fingerprint) Similarity(g Fingerprint) float64 {
	if f == (Fingerprint{}) || g == (Fingerprint{}) {
		return 0
	}
	equal := 0
	for i := range f {
		equal += zeroBytes(f[i] ^ g[i])
	}
	const chance = 1.0 / 256 // two different minima that share their 8 bits
	return max(0, (float64(equal)/slots-chance)/(1-chance))
}

// zeroBytes counts the bytes of x that are 0.
func zeroBytes(x uint64) int {
	const low = 0x7f7f7f7f7f7f7f7f
	return bits.OnesCount64(^((x&low + low) | x | low))
}

// hash is FNV-1a.
func hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// mix is the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
func mix(h uint64) uint64 {
	h += 0x9e3779b97f4a7c15
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}
