package cluster_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parallax-news/parallax/internal/cluster"
	"github.com/parallax-news/parallax/internal/news"
)

// addAll adds articles and returns the story of each at the end.
func addAll(e *cluster.Engine, items []cluster.Item) map[news.ID]news.ID {
	story := map[news.ID]news.ID{}
	for _, it := range items {
		d := e.Add(it)
		for _, m := range d.Moves {
			story[m.Article] = m.To
		}
		story[it.ID] = d.Story
	}
	return story
}

// Three articles of one event and one of another, in every language: the three meet, the other stays alone.
func TestLanguages(t *testing.T) {
	for lang, titles := range map[string][4][2]string{
		"en": {{"Flood breaks the Varnell dam in Ostrava county", "Rescue teams evacuated 300 people after the Varnell dam broke in Ostrava county."},
			{"Varnell dam breaks, 300 evacuated", "About 300 residents of Ostrava county were evacuated when the Varnell dam broke."},
			{"Ostrava county: 300 flee as Varnell dam gives way", "The Varnell dam in Ostrava county gave way and 300 residents were evacuated by rescue teams."},
			{"Striker Lindqvist joins Porto on loan", "The striker Lindqvist signed for one season."}},
		"de": {{"Varnell-Damm im Kreis Ostrau gebrochen", "Nach dem Bruch des Varnell-Damms im Kreis Ostrau wurden 300 Menschen evakuiert."},
			{"Dammbruch in Ostrau: 300 Menschen evakuiert", "Im Kreis Ostrau ist der Varnell-Damm gebrochen, 300 Menschen wurden evakuiert."},
			{"300 Evakuierte nach Bruch des Varnell-Damms", "Der Bruch des Varnell-Damms zwang 300 Menschen im Kreis Ostrau zur Flucht."},
			{"Stürmer Lindqvist wechselt nach Porto", "Der Stürmer Lindqvist unterschrieb für eine Saison."}},
		"fr": {{"Rupture du barrage de Varnell à Ostrava", "Quelque 300 habitants ont été évacués après la rupture du barrage de Varnell à Ostrava."},
			{"Barrage de Varnell : 300 habitants évacués", "La rupture du barrage de Varnell, à Ostrava, a forcé 300 habitants à évacuer."},
			{"Ostrava : le barrage de Varnell cède, 300 évacués", "Le barrage de Varnell a cédé à Ostrava ; 300 habitants ont été évacués."},
			{"L'attaquant Lindqvist prêté à Porto", "L'attaquant Lindqvist a signé pour une saison."}},
		"es": {{"Se rompe la presa de Varnell en Ostrava", "Unos 300 vecinos fueron evacuados tras la rotura de la presa de Varnell en Ostrava."},
			{"Evacuados 300 vecinos por la rotura de la presa de Varnell", "La presa de Varnell, en Ostrava, se rompió y 300 vecinos fueron evacuados."},
			{"Ostrava: la presa de Varnell cede y obliga a evacuar a 300 vecinos", "La rotura de la presa de Varnell obligó a evacuar a 300 vecinos de Ostrava."},
			{"El delantero Lindqvist ficha por el Oporto", "El delantero Lindqvist firmó por una temporada."}},
		"pt": {{"Barragem de Varnell rompe em Ostrava", "Cerca de 300 moradores foram retirados após o rompimento da barragem de Varnell em Ostrava."},
			{"Rompimento da barragem de Varnell retira 300 moradores", "A barragem de Varnell, em Ostrava, rompeu e 300 moradores foram retirados."},
			{"Ostrava: 300 moradores retirados após barragem de Varnell romper", "O rompimento da barragem de Varnell obrigou 300 moradores de Ostrava a sair."},
			{"Avançado Lindqvist emprestado ao Porto", "O avançado Lindqvist assinou por uma época."}},
		"it": {{"Crolla la diga di Varnell a Ostrava", "Circa 300 abitanti sono stati evacuati dopo il crollo della diga di Varnell a Ostrava."},
			{"Diga di Varnell, evacuati 300 abitanti", "Il crollo della diga di Varnell, a Ostrava, ha costretto 300 abitanti a evacuare."},
			{"Ostrava, cede la diga di Varnell: 300 evacuati", "La diga di Varnell ha ceduto a Ostrava: 300 abitanti evacuati."},
			{"L'attaccante Lindqvist in prestito al Porto", "L'attaccante Lindqvist ha firmato per una stagione."}},
		"nl": {{"Varnelldam bij Ostrava doorgebroken", "Zo'n 300 bewoners zijn geëvacueerd nadat de Varnelldam bij Ostrava doorbrak."},
			{"300 bewoners geëvacueerd na doorbraak Varnelldam", "De Varnelldam bij Ostrava brak door, 300 bewoners zijn geëvacueerd."},
			{"Ostrava: Varnelldam breekt, 300 bewoners geëvacueerd", "Door de doorbraak van de Varnelldam bij Ostrava zijn 300 bewoners geëvacueerd."},
			{"Spits Lindqvist verhuurd aan Porto", "De spits Lindqvist tekende voor een seizoen."}},
		"ru": {{"Плотина Варнелл прорвана под Остравой", "Около 300 жителей эвакуированы после прорыва плотины Варнелл под Остравой."},
			{"Прорыв плотины Варнелл: эвакуированы 300 жителей", "Под Остравой прорвало плотину Варнелл, 300 жителей эвакуированы."},
			{"Острава: после прорыва плотины Варнелл эвакуировали 300 жителей", "Прорыв плотины Варнелл под Остравой заставил эвакуировать 300 жителей."},
			{"Нападающий Линдквист перешёл в Порту", "Нападающий Линдквист подписал контракт на сезон."}},
		"ar": {{"انهيار سد فارنيل في أوسترافا", "تم إجلاء 300 من السكان بعد انهيار سد فارنيل في أوسترافا."},
			{"إجلاء 300 من السكان بعد انهيار سد فارنيل", "انهار سد فارنيل قرب أوسترافا وتم إجلاء 300 من السكان."},
			{"أوسترافا: سد فارنيل ينهار وإجلاء 300 من السكان", "أدى انهيار سد فارنيل في أوسترافا إلى إجلاء 300 من السكان."},
			{"المهاجم ليندكفيست ينتقل إلى بورتو", "وقع المهاجم ليندكفيست لموسم واحد."}},
		"ja": {{"尾鷲川の堤防が決壊、住民300人が避難", "台風の影響で尾鷲川の堤防が決壊し、住民300人が避難した。"},
			{"尾鷲川で堤防決壊 300人避難", "尾鷲川の堤防が決壊し、流域の住民300人が避難している。"},
			{"堤防決壊で住民300人避難 尾鷲川", "尾鷲川の堤防の決壊を受け、住民300人が避難した。"},
			{"新作映画が週末の興行収入で首位", "人気監督の新作が公開された。"}},
		"ko": {{"한빛강 제방 붕괴로 주민 300명 대피", "폭우로 한빛강 제방이 붕괴해 주민 300명이 대피했다."},
			{"한빛강 제방 무너져 300명 대피", "한빛강 제방이 붕괴하면서 주민 300명이 긴급 대피했다."},
			{"주민 300명 대피… 한빛강 제방 붕괴", "한빛강 제방 붕괴로 인근 주민 300명이 대피했다."},
			{"신작 영화 주말 흥행 1위", "인기 감독의 신작이 개봉했다."}},
		"zh": {{"青岭河堤坝决口 300名居民撤离", "受暴雨影响，青岭河堤坝决口，300名居民已撤离。"},
			{"青岭河决堤，300名居民紧急撤离", "青岭河堤坝发生决口，沿岸300名居民紧急撤离。"},
			{"300名居民撤离青岭河沿岸 堤坝决口", "青岭河堤坝决口后，300名居民撤离。"},
			{"新片登顶周末票房", "知名导演的新片上映。"}},
	} {
		t.Run(lang, func(t *testing.T) {
			var items []cluster.Item
			for i, x := range titles {
				items = append(items, cluster.Item{ID: news.ID(i + 1), Outlet: fmt.Sprint(i, ".example"), Language: lang, Title: x[0], Text: x[1],
					Seen: monday.Add(time.Duration(i) * time.Hour), Published: monday.Add(time.Duration(i) * time.Hour)})
			}
			e := cluster.New(cluster.Options{})
			story := addAll(e, items)
			if story[2] != 1 || story[3] != 1 {
				t.Errorf("articles of one event are in stories %v", story)
			}
			if story[4] != 4 {
				t.Errorf("the other event is in story %v", story[4])
			}
		})
	}
}

// Reprints are found, join their original and are no evidence of their own.
func TestReprints(t *testing.T) {
	e := cluster.New(cluster.Options{})
	it := invent(3, 1, 6)[0]
	first := e.Add(it)
	for i, change := range []func(string) string{
		func(s string) string { return s },
		func(s string) string { return "AGENCY - " + s },
		func(s string) string { return s + " All rights reserved." },
	} {
		copy := it
		copy.ID, copy.Outlet, copy.Text = news.ID(50+i), fmt.Sprint("copy", i, ".example"), change(it.Text)
		d := e.Add(copy)
		if d.ReprintOf != it.ID || d.Story != first.Story || len(d.Reasons) != 1 || d.Reasons[0].Kind != "reprint" {
			t.Errorf("copy %d: %+v", i, d)
		}
	}
	short := cluster.Item{ID: 90, Title: "Live updates", Language: "en"}
	e.Add(short)
	short.ID = 91
	if d := e.Add(short); d.ReprintOf != 0 {
		t.Error("equal headlines of two words are no reprint")
	}
}

func TestReasons(t *testing.T) {
	e := cluster.New(cluster.Options{})
	e.Add(cluster.Item{ID: 1, Language: "en", Published: monday, Title: "Shinzo Abe calls Seoul", Text: "The call with Moon Jae-in in Seoul was about 400 workers and wartime compensation."})
	d := e.Add(cluster.Item{ID: 2, Language: "en", Published: monday.Add(time.Hour), Title: "Compensation row as Shinzo Abe talks to Seoul",
		Text: "On wartime compensation, Shinzo Abe told Moon Jae-in that 400 workers have no claim."})
	if d.Story != 1 || len(d.Reasons) == 0 || len(d.Reasons) > 3 {
		t.Fatalf("decision %+v", d)
	}
	kinds, sum := map[string][]string{}, 0.0
	for i, r := range d.Reasons {
		kinds[r.Kind] = r.Terms
		sum += r.Weight
		if i > 0 && r.Weight > d.Reasons[i-1].Weight {
			t.Errorf("reasons are not in order: %+v", d.Reasons)
		}
	}
	if !slices.Contains(kinds["names"], "Shinzo Abe") || sum > 1.001 {
		t.Errorf("reasons %+v", d.Reasons)
	}
}

// With one spam article in twenty, stuffed with the day's names by one new outlet, the other articles keep their stories.
func TestPoisoning(t *testing.T) {
	items := invent(11, 400, 6)
	clean := bcubed(items, addAll(cluster.New(cluster.Options{}), items))
	rng := rand.New(rand.NewPCG(1, 1))
	var mixed []cluster.Item
	for i, it := range items {
		mixed = append(mixed, it)
		if i%20 == 19 {
			var words []string
			for range 14 {
				other := items[max(0, i-60)+rng.IntN(min(i, 60))]
				words = append(words, strings.Fields(other.Title)[0], strings.Fields(other.Title)[1])
			}
			mixed = append(mixed, cluster.Item{ID: news.ID(100000 + i), Outlet: "spam.example", Language: "en", Seen: it.Seen, Published: it.Seen,
				Title: strings.Join(words[:8], " "), Text: strings.Join(words, " of ")})
		}
	}
	t.Logf("BCubed F1 without spam %.3f", clean)
	poisoned := bcubed(items, addAll(cluster.New(cluster.Options{}), mixed))
	if poisoned < clean-0.02 {
		t.Errorf("BCubed F1 of the other articles falls from %.3f to %.3f", clean, poisoned)
	}
}

// bcubed is F1 of a grouping of invented articles against their events.
func bcubed(items []cluster.Item, story map[news.ID]news.ID) float64 {
	type cell struct {
		event string
		story news.ID
	}
	both, events, stories := map[cell]float64{}, map[string]float64{}, map[news.ID]float64{}
	for _, it := range items {
		both[cell{it.URL, story[it.ID]}]++
		events[it.URL]++
		stories[story[it.ID]]++
	}
	precision, recall := 0.0, 0.0
	for c, n := range both {
		precision += n * n / stories[c.story]
		recall += n * n / events[c.event]
	}
	return 2 * precision * recall / (precision + recall) / float64(len(items))
}

// One outlet that floods a story with articles of its own cannot draw another story into it.
func TestFlood(t *testing.T) {
	items := invent(21, 100, 6)
	story := addAll(cluster.New(cluster.Options{}), items)
	flooded := slices.Clone(items)
	a := items[40]
	b := items[slices.IndexFunc(items, func(it cluster.Item) bool { return it.ID > a.ID && story[it.ID] != story[a.ID] })]
	for i := range 60 {
		flooded = append(flooded, cluster.Item{ID: news.ID(5000 + i), Outlet: "flood.example", Language: "en", Seen: monday.Add(21 * time.Hour), Published: monday.Add(21 * time.Hour),
			Title: a.Title + " " + b.Title, Text: fmt.Sprint(a.Text[:100], " ", b.Text[:100], " ", i)})
	}
	after := addAll(cluster.New(cluster.Options{}), flooded)
	if after[a.ID] == after[b.ID] {
		t.Error("the flood chained two stories together")
	}
}

func TestEditors(t *testing.T) {
	items := invent(5, 200, 6)
	e := cluster.New(cluster.Options{})
	story := addAll(e, items)
	members := map[news.ID][]news.ID{}
	for _, it := range items {
		members[story[it.ID]] = append(members[story[it.ID]], it.ID)
	}
	var ids []news.ID
	for id, m := range members {
		if len(m) >= 3 {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	if len(ids) < 3 {
		t.Fatalf("only %d stories of three articles", len(ids))
	}
	apply := func(moves []cluster.Move) {
		for _, m := range moves {
			if story[m.Article] != m.From {
				t.Errorf("move %+v of an article that is in %v", m, story[m.Article])
			}
			story[m.Article] = m.To
		}
	}
	moves, err := e.Merge(ids[0], ids[1])
	if err != nil || len(moves) != len(members[ids[0]]) {
		t.Fatalf("merge: %v, %v", moves, err)
	}
	apply(moves)
	part, moves, err := e.Split(ids[2], members[ids[2]][1:2])
	if err != nil || len(moves) != 1 {
		t.Fatalf("split: %v, %v", moves, err)
	}
	apply(moves)
	if _, err := e.Pin(999999, part); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("pin of an unknown article: %v", err)
	}
	if _, _, err := e.Split(part, []news.ID{members[ids[2]][1]}); !errors.Is(err, news.ErrConflict) {
		t.Errorf("split of a whole story: %v", err)
	}
	// However many articles follow that tie the stories together, the decisions stand.
	for i := range 30 {
		it := items[i%len(items)]
		it.ID = news.ID(20000 + i)
		d := e.Add(it)
		apply(d.Moves)
	}
	for _, id := range members[ids[0]] {
		if story[id] != ids[1] {
			t.Errorf("article %v left the merged story for %v", id, story[id])
		}
	}
	if story[members[ids[2]][1]] != part {
		t.Error("the article that was split off went back")
	}
}

// Two halves of an event that began as two stories become one when articles report both.
func TestMerge_late(t *testing.T) {
	first := [2][3]string{
		{"Varnell dam collapses above Kestrin", "Cracks had been seen in the Varnell dam at Kestrin", "Engineers warned of the Varnell dam above Kestrin"},
		{"Thousands evacuated from Morvale valley", "Buses take evacuated Morvale residents to Hartwick", "Hartwick shelters fill with Morvale residents"},
	}
	both := []string{
		"Varnell dam collapses, thousands evacuated from Morvale to Hartwick", "Morvale residents evacuated to Hartwick after Varnell dam above Kestrin fails",
		"Kestrin: Varnell dam gives way, Morvale valley evacuated", "Hartwick shelters Morvale residents as Varnell dam at Kestrin collapses",
		"Varnell dam: Morvale evacuated, Hartwick takes thousands in", "After Varnell dam collapse at Kestrin, Morvale residents wait in Hartwick",
	}
	e := cluster.New(cluster.Options{})
	story := map[news.ID]news.ID{}
	moved := 0
	add := func(title string) {
		n := len(story)
		at := monday.Add(time.Duration(n) * time.Hour)
		d := e.Add(cluster.Item{ID: news.ID(n + 1), Outlet: fmt.Sprint("o", n, ".example"), Language: "en", Title: title, Published: at})
		for _, m := range d.Moves {
			story[m.Article] = m.To
			moved++
		}
		story[d.Article] = d.Story
	}
	for i := range 6 {
		add(first[i%2][i/2])
	}
	if story[1] == story[2] {
		t.Fatal("the halves must begin apart")
	}
	for _, title := range both {
		add(title)
	}
	if story[1] != story[2] || moved == 0 {
		t.Errorf("after articles on both the halves are still apart: %v", story)
	}
}

// A story that holds two events is parted when it grows.
func TestSplit_chained(t *testing.T) {
	titles := [2][4]string{
		{"Varnell dam collapses above Kestrin", "Kestrin flooded as Varnell dam breaks", "Why the Varnell dam above Kestrin failed", "Varnell dam: Kestrin counts its losses"},
		{"Striker Lindqvist joins Porto on loan", "Porto sign Lindqvist until June", "Lindqvist leaves for Porto", "What striker Lindqvist brings to Porto"},
	}
	var items []cluster.Item
	for i := range 8 {
		items = append(items, cluster.Item{ID: news.ID(i + 1), Outlet: fmt.Sprint("o", i, ".example"), Language: "en", Title: titles[i%2][i/2],
			Published: monday.Add(time.Duration(i) * time.Hour)})
	}
	e := cluster.New(cluster.Options{})
	reader := cluster.New(cluster.Options{})
	for _, it := range items[:7] {
		e.Restore(it, reader.Add(it).Features, 1, false)
	}
	story := map[news.ID]news.ID{}
	for _, it := range items[:7] {
		story[it.ID] = 1
	}
	d := e.Add(items[7])
	for _, m := range d.Moves {
		story[m.Article] = m.To
	}
	story[8] = d.Story
	for i, it := range items {
		if story[it.ID] != story[news.ID(i%2+1)] || story[1] == story[2] {
			t.Fatalf("the two events are not parted: %v", story)
		}
	}
}

func TestBadInput(t *testing.T) {
	e := cluster.New(cluster.Options{})
	for i, it := range []cluster.Item{
		{},
		{Title: "\xff\xfe\x00", Text: "\u202e"},
		{Text: strings.Repeat("word ", 200000), Language: "en"},
		{Title: strings.Repeat("東", 50000), Language: "ja"},
		{Title: "Far off", Published: time.Unix(1<<40, 0), Seen: monday},
		{Title: "Long ago", Published: time.Unix(-1<<40, 0), Seen: monday},
	} {
		it.ID = news.ID(i + 1)
		if d := e.Add(it); d.Article != it.ID || d.Story == 0 {
			t.Errorf("item %d: %+v", i, d)
		}
	}
}
