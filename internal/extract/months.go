package extract

import (
	"strings"
	"sync"

	"github.com/parallax-news/parallax/internal/text"
)

// monthNames holds each month in English, German, French, Spanish, Portuguese, Italian, Dutch, Swedish, Danish, Norwegian, Polish,
// Czech, Russian, Ukrainian, Turkish, Finnish, Romanian, Hungarian, Greek, Indonesian, Arabic, Persian and Hindi, in the forms
// that stand in dates, with the usual abbreviations.
var monthNames = [12]string{
	"january jan januar jänner janvier janv enero ene janeiro gennaio gen januari stycznia styczeń sty leden ledna led января январь янв січня січень ocak oca tammikuuta tammikuu ianuarie ian január ιανουαρίου ιαν يناير جانفي ژانویه जनवरी",
	"february feb februar feber février févr fév febrero fevereiro fev febbraio februari lutego luty lut únor února февраля февраль фев лютого лютий şubat şub helmikuuta helmikuu februarie február φεβρουαρίου φεβ شباط فبراير فيفري فوریه फरवरी",
	"march mar märz mär mrz mars marzo março maart mrt marca marzec březen března bře марта март мар березня березень mart maaliskuuta maaliskuu martie március márc μαρτίου μαρ maret آذار مارس मार्च",
	"april apr avril avr abril abr aprile kwietnia kwiecień kwi duben dubna dub апреля апрель апр квітня квітень nisan nis huhtikuuta huhtikuu aprilie április ápr απριλίου απρ نيسان أبريل إبريل أفريل آوریل अप्रैल",
	"may mai mayo maio maggio mag mei maj maja květen května kvě мая май травня травень mayıs toukokuuta toukokuu május máj μαΐου μάιος أيار مايو ماي مه मई",
	"june jun juni juin junio junho giugno giu czerwca czerwiec cze červen června июня июнь июн червня червень haziran haz kesäkuuta kesäkuu iunie június jún ιουνίου حزيران يونيو جوان ژوئن जून",
	"july jul juli juillet juil julio julho luglio lug lipca lipiec lip červenec července июля июль июл липня липень temmuz tem heinäkuuta heinäkuu iulie július júl ιουλίου تموز يوليو جويلية ژوئیه जुलाई",
	"august aug août aou agosto ago augustus augusti sierpnia sierpień sie srpen srpna srp августа август авг серпня серпень ağustos ağu elokuuta elokuu augusztus αυγούστου αυγ agustus آب أغسطس أوت اوت अगस्त",
	"september sep sept septembre septiembre set setembro settembre września wrzesień wrz září сентября сентябрь сен вересня вересень eylül eyl syyskuuta syyskuu septembrie szeptember szept σεπτεμβρίου σεπ أيلول سبتمبر سپتامبر सितंबर",
	"october oct oktober okt octobre octubre outubro out ottobre ott października październik paź říjen října октября октябрь окт жовтня жовтень ekim eki lokakuuta lokakuu octombrie október οκτωβρίου οκτ أكتوبر اکتبر अक्टूबर",
	"november nov novembre noviembre novembro listopada listopad lis listopadu ноября ноябрь ноя kasım kas marraskuuta marraskuu noiembrie noi νοεμβρίου νοε نوفمبر نوامبر नवंबर листопада листопад",
	"december dec dezember dez décembre déc diciembre dic dezembro dicembre desember des grudnia grudzień gru prosinec prosince декабря декабрь дек грудня грудень aralık ara joulukuuta joulukuu decembrie δεκεμβρίου δεκ desember ديسمبر دسامبر दिसंबर",
}

// months maps folded names to 1 to 12.
var months = sync.OnceValue(func() map[string]int {
	m := map[string]int{}
	for i, names := range monthNames {
		for name := range strings.FieldsSeq(names) {
			m[text.Fold(name)] = i + 1
		}
	}
	return m
})

// monthNamed is the month of a folded name, 0 for none.
func monthNamed(folded string) int { return months()[folded] }
