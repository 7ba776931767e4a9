package web

import "strings"

// Word is a run of words of a headline.
type Word struct {
	Text  string
	Added bool // was not in the headline before
}

// compare marks what is new in a headline: the words outside a longest common subsequence with the
// old one. Words are parted by spaces; runs of one kind are joined.
func compare(before, after string) []Word {
	a, b := strings.Fields(before), strings.Fields(after)
	a, b = a[:min(len(a), compareWords)], b[:min(len(b), compareWords)]
	// common[i][j] is the length of the longest common subsequence of a[i:] and b[j:].
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var words []Word
	add := func(text string, added bool) {
		if n := len(words); n > 0 && words[n-1].Added == added {
			words[n-1].Text += " " + text
			return
		}
		words = append(words, Word{text, added})
	}
	for i, j := 0, 0; j < len(b); {
		switch {
		case i < len(a) && a[i] == b[j]:
			add(b[j], false)
			i, j = i+1, j+1
		case i < len(a) && common[i+1][j] >= common[i][j+1]:
			i++
		default:
			add(b[j], true)
			j++
		}
	}
	return words
}

// compareWords is how many words of a headline are compared.
const compareWords = 60
