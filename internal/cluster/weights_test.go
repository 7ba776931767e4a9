package cluster

import (
	"strings"
	"testing"
)

// What is shipped reads, and is written as it was read.
func TestWeights_shipped(t *testing.T) {
	var b strings.Builder
	if err := DefaultWeights().Write(&b); err != nil {
		t.Fatal(err)
	}
	if b.String() != weightsFile {
		t.Errorf("weights.tsv is not as Write writes it:\n%s", b.String())
	}
}

func TestReadWeights_bad(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"missing", strings.Replace(weightsFile, "link\ttitle\t", "link\tother\t", 1), `"link title" is missing`},
		{"unknown", weightsFile + "join\tluck\t1\n", `"join luck" is unknown`},
		{"no number", strings.Replace(weightsFile, "\t0", "\tx", 1), "parsing"},
		{"empty", "", "is missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := ReadWeights(strings.NewReader(c.in)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one with %s", err, c.want)
			}
		})
	}
}

func TestBackground_shipped(t *testing.T) {
	if len(backgroundFile) > 1<<20 {
		t.Errorf("the table has %d bytes", len(backgroundFile))
	}
	b := backgrounds()["en"]
	common, rare, unseen := b.rarity(hash("govern"), 0, 0), b.rarity(hash("volcano"), 0, 0), b.rarity(hash("zzqx"), 0, 0)
	if !(common < rare && rare < unseen && unseen <= maxRarity) {
		t.Errorf("rarity of a common stem %.1f, a rare one %.1f, an unseen one %.1f", common, rare, unseen)
	}
	if fresh, seen := b.rarity(hash("zzqx"), 1, 1000), b.rarity(hash("zzqx"), 300, 1000); seen >= fresh {
		t.Errorf("a term of 300 in 1000 live articles is as rare (%.1f) as one of 1 (%.1f)", seen, fresh)
	}
}
