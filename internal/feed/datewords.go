package feed

import "strings"

// zones are names of time zones with their hours east of UTC. Where a name has several meanings the one of
// North America and Europe is taken, whose feeds write names most (CST, IST as India's, BST as Britain's, AST as Atlantic).
var zones = map[string]float64{
	"z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "mez": 1, "mesz": 2,
	"est": -5, "edt": -4, "et": -5, "cst": -6, "cdt": -5, "ct": -6, "mst": -7, "mdt": -6, "mt": -7, "pst": -8, "pdt": -7, "pt": -8,
	"akst": -9, "akdt": -8, "hst": -10, "ast": -4, "adt": -3, "nst": -3.5, "ndt": -2.5,
	"brt": -3, "brst": -2, "art": -3, "clt": -4, "clst": -3, "cot": -5, "pet": -5, "vet": -4,
	"bst": 1, "west": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "msk": 3, "msd": 4, "trt": 3, "idt": 3,
	"wat": 1, "cat": 2, "sast": 2, "eat": 3, "irst": 3.5, "gst": 4, "pkt": 5, "ist": 5.5, "npt": 5.75,
	"ict": 7, "wib": 7, "wita": 8, "wit": 9, "hkt": 8, "sgt": 8, "myt": 8, "pht": 8, "awst": 8, "jst": 9, "kst": 9,
	"acst": 9.5, "acdt": 10.5, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
}

// months are names and short names of the months by number, in lower case and without dots: English, German, French, Spanish,
// Italian, Portuguese, Dutch, Danish, Norwegian, Swedish, Finnish, Polish, Czech, Slovak, Croatian, Hungarian, Romanian, Turkish,
// Indonesian, Russian, Ukrainian, Bulgarian, Greek, Arabic, Hebrew, Hindi, Thai, Vietnamese; and the month signs of Chinese, Japanese and Korean are numbers.
var months = monthNames(
	`january jan januar jänner janvier janv enero ene gennaio gen janeiro januari januarie tammikuu tammikuuta styczeń stycznia sty leden ledna led
	 január siječanj siječnja ianuarie ian ocak oca январь января янв січень січня січ януари яну ιανουάριος ιανουαρίου ιαν يناير ינואר जनवरी มกราคม`,
	`february feb februar februari feber février févr fevrier fév febrero febbraio fevereiro fev helmikuu helmikuuta luty lutego lut únor února úno
	 február veljača veljače februarie şubat şub февраль февраля фев февр лютий лютого лют февруари φεβρουάριος φεβρουαρίου φεβ φλεβάρης فبراير פברואר फ़रवरी फरवरी กุมภาพันธ์`,
	`march mar märz mär mrz mars marzo março maart mrt marts maaliskuu maaliskuuta marzec marca březen března bře marec március márc ožujak ožujka
	 martie mart maret март марта мар березень березня бер μάρτιος μαρτίου μάρ μαρ مارس מרץ मार्च มีนาคม`,
	`april apr avril avr abril abr aprile huhtikuu huhtikuuta kwiecień kwietnia kwi duben dubna dub apríl április ápr travanj travnja aprilie
	 nisan nis апрель апреля апр квітень квітня кві април απρίλιος απριλίου απρ أبريل ابريل אפריל अप्रैल เมษายน`,
	`may mai mayo maggio mag maio mei maj toukokuu toukokuuta maja květen května kvě máj május máj svibanj svibnja mayıs
	 май мая травень травня тра μάιος μαΐου μάι μαϊ مايو מאי मई พฤษภาคม`,
	`june jun juni juin junio giugno giu junho kesäkuu kesäkuuta czerwiec czerwca cze červen června čvn jún június júniusa lipanj lipnja
	 iunie iun haziran haz июнь июня июн червень червня чер юни ιούνιος ιουνίου ιούν يونيو יוני जून มิถุนายน`,
	`july jul juli juillet juil julio luglio lug julho heinäkuu heinäkuuta lipiec lipca lip červenec července čvc júl július srpanj srpnja
	 iulie iul temmuz tem июль июля июл липень липня юли ιούλιος ιουλίου ιούλ يوليو יולי जुलाई กรกฎาคม`,
	`august aug août aout aoû agosto ago augustus augusti elokuu elokuuta sierpień sierpnia sie srpen srpna augusztus kolovoz kolovoza
	 ağustos ağu agustus agu agt август августа авг серпень серпня сер αύγουστος αυγούστου αύγ أغسطس اغسطس אוגוסט अगस्त สิงหาคม`,
	`september sep sept septembre septiembre setiembre settembre set setembro syyskuu syyskuuta wrzesień września wrz září zář szeptember szept
	 rujan rujna septembrie eylül eyl сентябрь сентября сен сент вересень вересня вер септември σεπτέμβριος σεπτεμβρίου σεπ سبتمبر ספטמבר सितंबर กันยายน`,
	`october oct oktober okt octobre octubre ottobre ott outubro out lokakuu lokakuuta październik października paź říjen října říj október
	 octombrie ekim eki октябрь октября окт жовтень жовтня жов октомври οκτώβριος οκτωβρίου οκτ أكتوبر اكتوبر אוקטובר अक्टूबर ตุลาคม`,
	`november nov novembre noviembre novembro marraskuu marraskuuta listopad listopada listopadu lis studeni studenoga noiembrie noi kasım kas nopember
	 ноябрь ноября ноя нояб листопад листопада лис ноември νοέμβριος νοεμβρίου νοέ نوفمبر נובמבר नवंबर พฤศจิกายน`,
	`december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro joulukuu joulukuuta grudzień grudnia gru prosinec prosince
	 prosinac prosinca decembrie aralık ara desember des декабрь декабря дек грудень грудня гру декември δεκέμβριος δεκεμβρίου δεκ ديسمبر דצמבר दिसंबर ธันวาคม`,
)

// monthNames makes the table. A name that two languages give to different months keeps the month that comes first.
func monthNames(names ...string) map[string]int {
	table := map[string]int{}
	for i, list := range names {
		for name := range strings.FieldsSeq(list) {
			if _, taken := table[name]; !taken {
				table[name] = i + 1
			}
		}
	}
	return table
}
