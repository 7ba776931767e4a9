package coverage

import (
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/parallax-news/parallax/internal/news"
)

// panel makes outlets named by side and number, of which the first carry of each side carry the story.
func panel(of, carry [4]int, owner func(i int) string) ([]news.Outlet, func(string) bool) {
	var outlets []news.Outlet
	carrying := make(map[string]bool)
	for side := range of {
		for i := range of[side] {
			d := fmt.Sprintf("%d-%d.example", side, i)
			outlets = append(outlets, news.Outlet{Domain: d, Side: news.Side(side), Owner: owner(i)})
			carrying[d] = i < carry[side]
		}
	}
	return outlets, func(d string) bool { return carrying[d] }
}

func TestBlindspots(t *testing.T) {
	alone := func(int) string { return "" }
	tests := []struct {
		name      string
		of, carry [4]int
		owner     func(int) string
		want      []news.Blind
		sentence  string
	}{
		{"the mock", [4]int{9, 38, 39, 31}, [4]int{9, 17, 12, 2}, alone,
			[]news.Blind{{Story: 7, Side: r, Opposite: l, Total: 108, OfSide: 31, Carrying: 31, Carry: 2, Expected: 31.0 * 31 / 108}},
			"2 of 31 right-rated outlets that we follow carry this; by chance it would be about 9."},
		{"one", [4]int{0, 38, 39, 31}, [4]int{0, 1, 12, 16}, alone,
			[]news.Blind{{Story: 7, Side: l, Opposite: r, Total: 108, OfSide: 38, Carrying: 29, Carry: 1, Expected: 29.0 * 38 / 108}},
			"1 of 38 left-rated outlets that we follow carries this; by chance it would be about 10."},
		{"none", [4]int{0, 38, 39, 31}, [4]int{0, 11, 7, 0}, alone,
			[]news.Blind{{Story: 7, Side: r, Opposite: l, Total: 108, OfSide: 31, Carrying: 18, Carry: 0, Expected: 18.0 * 31 / 108}},
			"None of 31 right-rated outlets that we follow carries this; by chance it would be about 5."},
		{"balanced", [4]int{0, 38, 39, 31}, [4]int{0, 10, 10, 8}, alone, nil, ""},
		{"too few outlets", [4]int{0, 200, 39, 31}, [4]int{0, 0, 0, 5}, alone, nil, ""},
		{"too few owners", [4]int{0, 38, 39, 31}, [4]int{0, 17, 12, 2}, func(i int) string { return "owner " + fmt.Sprint(i%3) }, nil, ""},
		{"four owners", [4]int{0, 38, 39, 31}, [4]int{0, 17, 12, 2}, func(i int) string { return "owner " + fmt.Sprint(i%4) },
			[]news.Blind{{Story: 7, Side: r, Opposite: l, Total: 108, OfSide: 31, Carrying: 31, Carry: 2, Expected: 31.0 * 31 / 108}}, ""},
		{"opposite at less than 3 times the rate", [4]int{0, 30, 40, 30}, [4]int{0, 5, 30, 2}, alone, nil, ""},
		{"only the center carries it", [4]int{0, 30, 40, 30}, [4]int{0, 0, 30, 0}, alone, nil, ""},
		{"the center has no opposite", [4]int{0, 30, 40, 30}, [4]int{0, 20, 0, 20}, alone, nil, ""},
		{"nobody", [4]int{}, [4]int{}, alone, nil, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			outlets, carry := panel(test.of, test.carry, test.owner)
			got := Blindspots(7, outlets, carry, news.DefaultScale)
			if d := cmp.Diff(test.want, got, cmpopts.IgnoreFields(news.Blind{}, "P"), cmpopts.EquateApprox(1e-12, 0)); d != "" {
				t.Fatalf("(-want +got):\n%s", d)
			}
			for _, b := range got {
				if b.P <= 0 || b.P > 0.01 {
					t.Errorf("P is %v", b.P)
				}
				if s := Sentence(b, news.DefaultScale); test.sentence != "" && s != test.sentence {
					t.Errorf("sentence is %q, want %q", s, test.sentence)
				}
			}
		})
	}
}

func TestSentenceNamesTheScale(t *testing.T) {
	scale := news.Scale{Steps: []news.Step{{Name: "Coalition", Below: 0}, {Name: "Opposition", Below: 1}}}
	if s := Sentence(news.Blind{Side: 2, OfSide: 12, Expected: 4.6}, scale); !strings.Contains(s, "None of 12 opposition-rated") {
		t.Errorf("sentence is %q", s)
	}
}

// The sum in logarithms must equal the exact one.
func TestHypergeometric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		N := rapid.IntRange(1, 400).Draw(t, "N")
		K, n := rapid.IntRange(0, N).Draw(t, "K"), rapid.IntRange(0, N).Draw(t, "n")
		k := rapid.IntRange(0, min(K, n)).Draw(t, "k")
		sum, all := new(big.Int), new(big.Int).Binomial(int64(N), int64(n))
		for i := max(0, n-(N-K)); i <= k; i++ {
			sum.Add(sum, new(big.Int).Mul(new(big.Int).Binomial(int64(K), int64(i)), new(big.Int).Binomial(int64(N-K), int64(n-i))))
		}
		want, _ := new(big.Rat).SetFrac(sum, all).Float64()
		if got := hypergeometric(k, N, K, n); math.Abs(got-want) > 1e-9*max(want, 1e-3) {
			t.Fatalf("P(X <= %d), N = %d, K = %d, n = %d: %v, want %v", k, N, K, n, got, want)
		}
	})
}

func TestHypergeometricOfManyDoesNotOverflow(t *testing.T) {
	if p := hypergeometric(3000, 1_000_000, 300_000, 10_000); math.IsNaN(p) || p < 0.4 || p > 0.6 {
		t.Errorf("the median has probability %v", p)
	}
}

func BenchmarkBlindspots(b *testing.B) {
	outlets, carry := panel([4]int{0, 400, 430, 210}, [4]int{0, 60, 40, 4}, func(int) string { return "" })
	for b.Loop() {
		if len(Blindspots(1, outlets, carry, news.DefaultScale)) != 1 {
			b.Fatal("the blindspot was not found")
		}
	}
}
