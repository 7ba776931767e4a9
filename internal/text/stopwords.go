package text

import "strings"

// stopWords are words so common in a language that they carry no subject, folded as Words folds.
var stopWords = makeStopWords(map[string]string{
	"en": `a about above after again against all also am among an and any are as at be because been before being below between both but by
		can could did do does doing down during each few for from further had has have having he her here hers him his how i if in into is
		it its just may me might more most must my no nor not now of off on once one only or other our ours out over own per said same say says
		she should so some still such than that the their theirs them then there these they this those though through to too two under until up upon
		us very via was we were what when where which while who whom whose why will with within without would yet you your yours`,
	"de": `aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bin bis bist da damit dann das dass dem den der
		des dessen die dies diese diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es etwas euch fur gegen
		gewesen habe haben hat hatte hatten hier hin ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins ist jede jedem jeden jeder jetzt kann kein
		keine konnen konnte mehr mein mit muss nach nicht noch nun nur ob oder ohne sagte sehr sei sein seine seinem seinen seiner seit sich sie sind so
		soll sollen sollte sondern uber um und uns unter vom von vor war waren was weil weiter welche wenn wer werde werden wie wieder will wir wird wo wurde
		wurden zu zum zur zwischen`,
	"fr": `a ai apres au aucun aussi autre autres aux avant avec avoir c ce cela celle celui ces cet cette ceux chez comme contre d dans de depuis des
		deux dit donc du elle elles en encore entre est et etaient etait ete etre eu fait font hors il ils j je jusqu l la le les leur leurs lors lui m
		mais meme mes moins mon n ne ni nos notre nous on ont ou par parce pas pendant peu peut plus pour pourquoi qu quand que quel quelle qui quoi s sa sans
		se selon sera ses si son sont sous sur t ta tandis te tous tout toute toutes tres tu un une vers vos votre vous y`,
	"es": `a al algo ante antes asi aun aunque cada como con contra cual cuando de del desde donde dos durante e el ella ellas ellos en entre era eran es
		esa ese eso esta estaba estan estas este esto estos fue fueron ha habia hace han hasta hay la las le les lo los mas me mi mientras muy ni no nos o
		otra otro otros para pero poco por porque que quien se sea segun ser si sido sin sobre son su sus tambien tan tanto te tiene todo todos tras tu
		un una uno unos y ya yo`,
	"pt": `a ainda ao aos apos as ate cada com como contra da das de dela dele deles depois desde diz do dois dos e ela elas ele eles em entre era essa
		esse esta estao estava este eu foi foram ha isso isto ja la lhe mais mas me mesmo meu minha muito na nao nas nem no nos nossa o onde os ou para
		pela pelas pelo pelos por porque quando que quem se segundo sem ser seu seus sido so sob sobre sua suas tambem tem tinha todos um uma uns voce`,
	"it": `a ad agli ai al alla alle allo anche ancora c che chi ci come con contro cosa cui d da dagli dai dal dalla dalle dei degli del dell della delle
		dello di dopo dove due e ed era erano essere fa fino fra gia gli ha hanno i il in io l la le lei li lo loro lui ma mentre mi mia molto ne nei nel nell
		nella nelle no noi non nostro o ogni per perche piu poi prima quale quando quanto quella quello questa questo qui se secondo sei senza si sia
		solo sono sta stata stato su sua sue sugli sui sul sulla suo suoi tra tutti tutto un una uno vi`,
	"nl": `aan al alle als altijd ander bij binnen daar dan dat de deze die dit doch door dus een eens en er ge geen haar had hebben heeft hem het hier
		hij hoe hun iemand ik in is ja je kan komt kon kunnen maar me meer men met mij mijn moet na naar niet niets nog nu of om omdat ons ook op over reeds
		sinds te tegen ten ter tijdens toch toen tot tussen u uit uw van veel volgens voor want waren was wat we wel werd werden wie wil worden wordt zal ze
		zei zelf zich zij zijn zo zonder zou`,
	"ru": `а без более бы был была были было быть в вам вас весь во вот все всего всех вы где да даже для до его ее если есть еще же за здесь и из или
		им их к как когда который которая которые кто ли либо между меня мне много может мы на над надо не него нее нет ни них но ну о об однако он она
		они оно от очень по под после потому при про с сам сейчас со также так такой там те тем то того тоже той только том ты у уже что чтобы чем эта эти
		это этого этой этот я`,
	"ar": `ان او اذا اما الا التي الذي الذين الى اي ب بعد بعض بل بين به بها تحت تم ثم حتى حول حيث خلال دون ذلك سوف على عليه عليها عن عند غير
		ف في فيه فيها قال قالت قبل قد كان كانت كل كما ل لا لدى لم لن له لها ليس ما مع من منذ منها منه نحو هذا هذه هل هم هنا هو هي و وقال وفي ولا وما ومن يكون`,
})

func makeStopWords(lists map[string]string) map[string]map[string]bool {
	out := make(map[string]map[string]bool, len(lists))
	for lang, list := range lists {
		words := strings.Fields(list)
		out[lang] = make(map[string]bool, len(words))
		for _, w := range words {
			out[lang][w] = true
		}
	}
	return out
}

// StopWord reports whether a folded word is too common in a language to carry a subject. Without a
// known language ("") English counts. For languages without a list it is always false.
func StopWord(word, lang string) bool {
	if lang == "" {
		lang = "en"
	}
	return stopWords[lang][word]
}
