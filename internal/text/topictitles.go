package text

// titleWords are words of titles, tags and leads that speak for a topic, in the languages of sectionNames; a "*" stands for any ending.
// They are compared folded (see Words). Words of two topics stand in both.
var titleWords = map[string]string{
	"politics": `election* electoral vote voters voter ballot* poll polls pollster* campaign* candidate* candidacy nominee primary primaries caucus* president* presidential presidency
		minister* ministry parliament* senat* congress* congressm* lawmaker* legislat* bill veto* impeach* government* cabinet coalition* democrat* republican* gop tory tories labour
		conservative* liberal* party mp mps premier chancellor referendum brexit white trump biden obama clinton bush harris putin macron merkel scholz merz starmer sunak blair kerry sanders
		netanyahu modi erdogan zelensk* governor* mayor* diplomat* diplomacy summit treaty sanction* policy policies kremlin downing westminster tariff* shutdown filibuster gerrymander* partisan* inaugurat* lobby* immigration*
		politic* politik* politiq* wahl wahlen wahlkampf* bundestag* bundesregierung* regierung* kanzler* koalition* abgeordnet* partei* cdu csu spd grune afd fdp ministerprasident* burgermeister* gesetz*
		gouvernement* election elections presidentiell* legislativ* depute* senateur* ministre* elysee matignon assemblee parti loi
		gobierno eleccion* presidente ministro* congreso diputad* senador* partido* votacion votos electoral* psoe moncloa alcald*
		governo elezion* ministro premier camera senato partito partiti voto meloni sindaco decreto
		eleic* governo presidente ministro* deputad* senador* partido* planalto lula bolsonaro prefeit*
		verkiezing* kabinet minister tweede kamer regering* partij* kamerlid premier wilders
		wybor* rzad* sejm* prezydent* premier minister* posel poslow partia partii pis tusk duda senat*`,
	"world": `war wars warfare troops soldier* military army armed missile* airstrike* drone* bomb bombs bombing* bomber* rebel* insurgen* militant* militia* terror* jihad* taliban isis hamas hezbollah houthi* ceasefire truce
		invasion invad* offensive frontline siege hostage* peacekeep* peace genocide coup junta nato nuclear warhead* artillery gunmen iraq* iraqi* afghan* gaza* palestin* israel* syria* ukrain* kyiv kiev donbas donetsk crimea* najaf fallujah baghdad darfur sudan* yemen* kashmir*
		krieg* truppen soldat* armee* rakete* drohne* angriff* waffenruhe waffenstillstand geisel* front offensive nato bundeswehr* terror*
		guerre* troupes soldat* armee missile* drone* frappe* otage* treve rebelle* djihadist* bombardement*
		guerra* tropas soldado* ejercito misil* dron drones ataque* rehen* tregua rebelde* bombardeo* terroris*
		guerra truppe soldati esercito missil* drone attacco attacchi ostagg* tregua ribelli raid
		guerra tropas soldado* exercito missil drone ataque* refens tregua
		oorlog* troepen soldaten leger raket* drone* aanval* gijzelaar* bestand
		wojn* wojsk* zolnierz* rakiet* dron* atak* zawieszenie ofensyw* rosja ukrain*`,
	"business": `econom* market* stock* share* shareholder* invest* investor* bank* banker* profit* earnings revenue* quarterly sales dollar* euro yen pound currency currencies oil crude barrel opec price* inflation* deflation recession* gdp growth fed ecb rate rates bond* debt deficit* surplus
		trade tariff* export* import* merger* acqui* takeover* bid buyout* ipo ceo cfo executive* company companies firm firms corporate corporat* corp inc ltd startup* retailer* retail consumer* airline* carmaker* automaker* boeing airbus ford gm toyota walmart amazon
		bankrupt* fund funds hedge equity nasdaq dow ftse dax nikkei housing mortgage* realestate lender* loan* credit tax taxes budget billion bn factory factories manufactur* supplier* industr* commodit* crypto* bitcoin tycoon fiscal telecoms pension* insurer* layoff* outsourc* antitrust wto imf
		wirtschaft* borse aktie* dax unternehmen konzern* umsatz* gewinn* inflation* zins* bank* ezb handel* zoll* preise milliard* insolvenz* investor* konjunktur* export*
		economi* entreprise* bourse marche* actions banque* inflation croissance prix milliard* groupe rachat* faillite pib dette impot*
		economi* empresa* bolsa mercado* banco* inflacion precio* millones beneficio* deuda pib inversion* aranceles
		economi* azienda aziende borsa mercat* banca banche inflazione prezzi miliard* utili pil debito spread dazi
		econom* empresa* bolsa mercado* banco* inflacao precos bilh* lucro* juros divida pib dolar
		economi* bedrijf bedrijven beurs bank* inflatie prijzen prijs miljard* winst* omzet* rente faillissement*
		gospodark* firm* gield* bank* inflacj* cen ceny miliard* zysk* pkb stopy budzet* podatk*`,
	"law": `crime* criminal* police* cop cops arrest* murder* homicide* kill killing killer* shot shooting* shooter* gunman stab* robber* robbed theft burglar* rape* rapist assault* abuse* kidnap* court* judge* jury trial* verdict* guilty convict* sentenc* prison* jail* inmate* prosecutor* lawsuit* sue sued suing suit attorney* lawyer*
		indict* charge charges charged accused alleged* plead* pleads testif* fraud* corrupt* bribe* brib* scam* mafia cartel* traffick* smuggl* fbi doj execution* parole bail extradit* suspect* detain* investigat* victim* harass* misconduct legal illegal* ruling lawful
		polizei* mord* totschlag* festgenommen festnahme* verhaft* gericht* urteil* prozess* anklag* staatsanwalt* haft* gefangnis* betrug* razzia* ermittl* tater verdachtig* messer*
		police gendarm* meurtre* assassin* tue tues proces* tribunal condamn* prison juge* procureur* enquete* viol agression* garde fusillade*
		policia* asesin* homicid* detenid* detien* juicio juez* jueza fiscal* condena* carcel prision crimen violacion narcotraf* corrupcion tiroteo
		polizia carabinieri omicidi* arrest* processo giudice condann* carcere procura indagat* inchiesta stupro mafia
		policia* assassin* homicid* preso presa prisao julgamento juiz condenad* crime* estupro stf corrupcao trafico
		politie moord* arrest* rechter* rechtbank* celstraf veroordeeld verdacht* om dader* steekpartij
		policj* zabojstw* morderst* zatrzyman* sad sadu wyrok* prokurat* areszt* wiezien* oskarz* przestep*`,
	"health": `health* medical medicine* doctor* hospital* patient* nurse* drug drugs vaccine* vaccinat* virus* covid* coronavirus* pandemic* epidemic* outbreak* flu influenza ebola zika hiv aids cancer* tumor* tumour* diabet* obes* heart stroke* alzheimer* dementia disease* illness* infect* symptom* therap* treatment* surgery surgeon* nhs
		fda cdc who mental depression anxiety suicide* autism pregnan* abortion* birth babies diet* nutrition* calorie* vitamin* smok* cigarette* tobacco opioid* fentanyl marijuana cannabis fitness sleep obamacare medicaid medicare cholesterol measles malaria tuberculosis
		gesundheit* krankenhaus* klinik* arzt arzte patient* impf* virus corona* krebs* krankheit* pflege* medikament*
		sante hopit* medecin* patient* vaccin* virus covid cancer* maladie* medicament* avortement epidemie*
		salud sanidad hospital* medic* paciente* vacun* virus covid cancer enfermedad* aborto brote
		salute sanita ospedal* medic* pazient* vaccin* virus covid cancro tumor* malatti* aborto
		saude hospita* medic* paciente* vacin* virus covid cancer doenca* dengue aborto
		gezondheid* ziekenhuis* arts artsen patient* vaccin* virus corona kanker ziekte* medicijn*
		zdrowi* szpital* lekarz* pacjent* szczepi* wirus* covid rak raka chorob* lek leki aborcj*`,
	"science": `scien* research* study studies physic* astronom* space nasa rocket* satellite* mars moon lunar planet* galaxy galaxies comet* asteroid* telescope* orbit* astronaut* spacecraft shuttle cassini titan saturn genetic* gene genes genome* dna cloning stem fossil* dinosaur* archaeolog* species evolution* robot* quantum
		technolog* tech software microsoft google apple intel ibm oracle facebook twitter tiktok meta openai chatgpt nvidia internet web online website* browser* computer* pc pcs laptop* chip chips semiconductor* smartphone* iphone* ipod* android app apps hacker* hacking cyber* spyware malware broadband wireless wifi linux windows server* spam phishing
		email blog* digital gadget* nokia sony xbox playstation nintendo yahoo aol netscape firefox voip algorithm* artificial ai supercomputer* nanotech* mobile phone phones
		wissenschaft* forscher* forschung* studie weltraum* satellit* software* internet* computer* ki kunstliche roboter* handy* smartphone*
		scientif* chercheur* etude espace fusee* satellite* logiciel* internet numerique robot* smartphone*
		cientific* investigador* estudio espacial satelit* tecnolog* internet inteligencia robot* movil*
		scienziat* ricercator* studio spazial* satellit* tecnolog* internet intelligenza robot* cellular*
		cientist* pesquisador* estudo espacial satelite* tecnolog* internet inteligencia celular*
		wetenschap* onderzoeker* studie ruimte* satelliet* technolog* internet kunstmatige robot*
		naukow* badacz* badani* kosmos* satelit* technolog* internet* sztuczn* robot*`,
	"environment": `climate environment* carbon emission* greenhouse warming renewable* solar windfarm* coal pollut* plastic* recycl* biodivers* deforest* rainforest* wildlife endangered extinct* conservation* ecolog* ecosystem* glacier* arctic antarctic* ocean* coral whale* elephant* panda* shark* bees pesticide* epa keystone fracking sustainab* cop26 cop27 cop28 cop29 cop30 kyoto
		klima* umwelt* emission* artensterben naturschutz* energiewende erneuerbar* kohleausstieg co2*
		climat* environnement* rechauffement emissions pollution biodivers* ecolog* glacier* nucleaire
		climatic* ambiental* emisiones contaminacion biodivers* ecolog* sequia renovables
		climatic* ambiental* emissioni inquinamento biodivers* ecolog* siccita rinnovabili
		climatic* ambiental* emissoes poluicao biodivers* desmatamento amazonia
		klimaat* milieu* uitstoot stikstof* natuur* vervuiling duurza*
		klimat* srodowisk* emisj* zanieczyszcz* przyrod* smog* oze`,
	"disaster": `earthquake* quake* tsunami* hurricane* typhoon* cyclone* tornado* flood* wildfire* blaze fire fires firefighter* volcan* eruption landslide* mudslide* avalanche* crash* collision derail* explosion* explod* blast collaps* sink sinks sank capsiz* wreck* rescue* rescuer* survivor* evacuat* drown* famine* disaster* catastroph* emergency casualties
		erdbeben* hochwasser* flut* waldbrand* brand feuer* unfall* ungluck* explosion* absturz* evakuier* lawine* vulkan* katastroph*
		seisme* inondation* incendie* accident* explosion* effondrement* crash naufrage* avalanche* ouragan* catastroph* evacu*
		terremoto* sismo* inundacion* incendio* accidente* explosion* derrumbe* naufragio* huracan* volcan* catastrof* evacu* dana
		terremot* alluvion* incendi* incident* esplosion* crollo crolla naufragi* frana valanga
		terremoto* enchente* incendio* acidente* explosao desabament* naufragio* furacao deslizament* tragedia
		aardbeving* overstroming* brand ongeluk* explosie* ontploffing* ramp evacu*
		trzesieni* powodz* pozar* wypad* eksplozj* wybuch* katastrof* lawin* ewakuac*`,
	"society": `immigra* migrant* migration refugee* asylum deport* racis* racial black blacks latino* hispanic* muslim* gay gays lesbian* lgbt* transgender queer gender feminis* women woman equality inequal* discriminat* diversity segregat* poverty homeless* welfare child children families family adopt* marriage divorce birthrate population census
		demonstration* protest* protester* riot* activist* charity charities volunteer* slavery indigenous aboriginal*
		migrant* fluchtling* asyl* rassis* frauen gleichberecht* armut obdachlos* familie* demonstr* protest* menschenrecht*
		migrant* refugie* racis* femmes feminis* egalite pauvrete manifest* discriminat* immigr*
		migrant* inmigra* refugiad* racis* mujeres feminis* igualdad pobreza manifest* protesta* derechos
		migrant* immigra* profugh* razzis* donne femminis* poverta manifest* protest* sbarchi
		migrant* imigra* refugiad* racis* mulheres feminis* pobreza manifest* protesto*
		migrant* asiel* vluchteling* racis* vrouwen armoede demonstr* protest*
		migrant* uchodz* rasiz* kobiet* ubostw* protest* demonstr* imigra*`,
	"labour": `strike strikes striking strikers union unions unionize* worker* jobless unemploy* employ* hiring wage* salar* workplace* layoff* layoffs job jobs labor pension* retire* overtime payroll* workforce picket* walkout*
		streik* gewerkschaft* tarif* beschaftig* arbeitslos* arbeitsplatz* arbeitnehmer* lohn* rente* verdi entlass*
		greve* syndicat* salari* chomage emploi* retraite* licenci* travailleur*
		huelga* sindicat* emple* desemple* salari* despid* jubilac* trabajador* paro
		sciopero scioperi sindacat* lavorator* disoccup* salari stipend* licenzi* pensioni
		greve sindicat* empreg* desempreg* salari* demiss* trabalhador* aposentador*
		staking* vakbond* werknemer* werkloos* loon lonen ontslag* pensioen* cao
		strajk* zwiazkow* pracownik* bezroboc* wynagrodz* plac zwolnien* emerytur*`,
	"education": `school* teacher* student* pupil* universit* college* campus classroom* graduat* tuition scholarship* exam* education* curriculum kindergarten professor* harvard yale oxford cambridge homework literacy devos
		schule* schuler* lehrer* universitat* hochschul* studier* abitur* bildung* kita*
		ecole* eleve* enseign* universit* etudiant* lycee* bac college*
		escuela* alumn* profesor* universi* estudiant* colegio* educa* selectividad
		scuol* student* insegnant* docent* universit* maturita istruzion*
		escola* alun* professor* universi* estudant* enem vestibular educa*
		school* leraar leraren leerling* universiteit* student* onderwijs* eindexamen*
		szkol* uczni* nauczyciel* uczeln* student* matur* edukac* uniwersytet*`,
	"culture": `film* movie* cinema* actor* actress* director* hollywood oscar* emmy* grammy* bafta* festival* cannes sundance trailer* sequel* netflix disney hbo tv television show shows series season episode* sitcom* drama comedy comedian* snl host hosts singer* song* album* band bands music* concert* tour rapper* rap rock pop
		beatles beyonce kanye kardashian* swift madonna celebrit* star stars broadway theatre theater play opera ballet dance* novel* author* writer* book* poet* poetry literary booker pulitzer museum* gallery exhibition* art artist* painting* sculpture* photograph* colbert kimmel fallon meyers noah oliver stewart
		critic* journalis* newspaper* broadcaster* podcast* marvel batman
		film* kino* schauspiel* regisseur* serie staffel sanger* musik* konzert* album* buch* roman* autor* museum* ausstellung* kunst* theater* oper* berlinale
		film* acteur* actrice* cineaste* serie chanteu* musique* concert* album roman* livre* musee* exposition* theatre* festival cesar
		pelicula* actor actriz director serie cantante musica* concierto* disco novela* libro* museo* exposicion* teatro* festival goya
		film attore attrice regista serie cantante musica* concert* album romanzo libro libri museo mostra teatro sanremo festival
		filme* ator atriz diretor serie cantor* musica* show album livro* museu* exposicao teatro novela bbb festival
		film* acteur* actrice regisseur serie zanger* muziek* concert* album boek* roman* museum* tentoonstelling* theater*
		film* aktor* aktork* rezyser* serial* piosenkar* muzyk* koncert* plyt* ksiazk* powies* muze* wystaw* teatr*`,
	"lifestyle": `recipe* cook* chef* restaurant* food* wine* beer cocktail* coffee chocolate cake* fashion* style* dress* designer* runway vogue makeup beauty hair skincare wedding* bride* travel* vacation* tourist* tourism hotel* beach* destination* airbnb decor* garden* diy pet pets dog dogs cat cats dating love relationship* parenting mom moms dad dads toddler* yoga shopping gift* holiday*
		rezept* kochen kuche mode reise* urlaub* hotel* garten* wohn* hund* katze*
		recette* cuisin* mode voyage* vacances hotel* jardin* maison vin vins chien* chat
		receta* cocina* moda viaj* vacaciones hotel* jardin* vino* perro* gato*
		ricett* cucin* moda viagg* vacanz* hotel giardin* vino cane cani gatto
		receita* cozinh* moda viage* ferias hotel jardim vinho* cachorro* gato*
		recept* koken mode reiz* vakantie* hotel* tuin* wijn* hond* kat
		przepis* kuchni* mod* podroz* wakacj* hotel* ogrod* wino pies psy kot`,
	"human-interest": `weird bizarre odd quirky adorable viral heartwarming hilarious prank* lottery jackpot centenarian oldest obituary funeral royal* queen prince* princess* duke duchess meghan kate mugshot* naked bigfoot ufo ufos guinness
		kurios* lotto* konigin konig prinz* beerdigung* verstorben
		insolite loto reine roi prince* princesse* obseques hommage*
		insolito loteria* reina rey principe* princesa* funeral viral*
		insolito lotteri* superenalotto regina re principe* principessa funeral* morto morta
		loteria* rainha rei principe* princesa* funeral viraliza* morre
		bizar* loterij* koningin koning prins* prinses* overleden
		lotto krolow* krol ksiaz* ksiezn* pogrzeb* zmarl*`,
	"religion": `pope* vatican* church* bishop* archbishop* cardinal* priest* pastor* catholic* christian* christ jesus bible* evangelical* baptist* mormon* protestant* anglican* episcopal* islam* muslim* mosque* imam* quran koran ramadan jewish jews judaism synagogue* rabbi* hindu* temple* buddhis* dalai religio* faith* god prayer* pray spiritual* theolog* atheis* easter lent clergy
		papst* vatikan* kirche* bischof* kardinal* priester* katholi* evangelisch* islam* moschee* synagoge* religion* ostern
		pape vatican eglise* eveque* cardinal pretre* catholi* chretien* islam* mosquee* synagogue* religi* laicite
		papa vaticano iglesia* obispo* cardenal* sacerdot* catolic* cristian* islam* mezquita* sinagoga* religi*
		papa vaticano chiesa chiese vescov* cardinal* sacerdot* cattolic* cristian* islam* moschea sinagoga religi*
		papa vaticano igreja* bispo* cardeal padre catolic* cristao cristaos evangelic* mesquita* religi*
		paus vaticaan kerk* bisschop* kardinaal priester* katholi* christen* islam* moskee* synagoge* religi*
		papiez* watykan* kosciol* biskup* kardynal* ksiadz ksiedza katolic* chrzescij* islam* meczet* religi*`,
	"sport": `game games match matches team teams coach* player* season playoff* final finals semifinal* quarterfinal* cup league championship* champion* tournament* medal* olympic* olympian* paralymp* athlete* athletic* football* soccer nfl nba mlb nhl ncaa fifa uefa premiership quarterback* touchdown* goalkeeper* goal goals striker* midfielder* defender penalty inning* pitcher* homer homers yankees
		mets cubs dodgers giants lakers celtics knicks bulls patriots cowboys steelers packers eagles colts arsenal chelsea liverpool manchester everton tottenham barcelona madrid juventus milan bayern wimbledon tennis federer nadal djokovic williams serena agassi roddick henman open golf* pga woods mcilroy masters ryder cricket* wicket* batsman ashes test rugby
		boxing boxer* knockout heavyweight ufc nascar formula f1 ferrari schumacher hamilton verstappen alonso cycl* armstrong marathon* sprint* swimmer* phelps gymnast* skier* skiing skating hockey basketball baseball volleyball wrestl* referee* doping transfer win wins winning beat beats defeat* victory loss score* scored kickoff stadium* rookie* draft nets astros sox
		spiel* trainer* bundesliga* fussball* tor tore sieg* niederlage* meister* pokal* nationalmannschaft* olympia* weltmeister* em wm dfb fcb bvb
		match entraineur* joueur* but buts victoire* defaite* ligue championnat* coupe finale psg om bleus olympi* mondial mercato rugby tennis
		partido entrenador* jugador* gol goles victoria derrota liga campeon* copa final futbol* seleccion olimpic* mundial
		partita allenatore giocator* gol vittoria sconfitta campionato coppa finale calcio nazionale olimpi* mondial* juve inter scudetto
		jogo tecnico jogador* gol gols vitoria derrota campeonato copa final futebol selecao olimpi* brasileirao flamengo palmeiras corinthians
		wedstrijd* trainer* speler* doelpunt* winst verlies competitie* beker finale voetbal* oranje olympi* ajax psv feyenoord
		mecz* trener* pilkar* gol gole zwyciestw* porazk* liga mistrz* puchar* final reprezentac* olimpi* lewandowski swiatek`,
	"weather": `weather forecast* storm* snow* blizzard* heatwave* heat rain* rainfall temperature* drought* frost freez* thunderstorm* wind winds humid* meteorolog* forecasters
		wetter* unwetter* sturm* schnee* hitze* regen* gewitter* temperatur* orkan*
		meteo tempete* neige canicule pluie* orage* temperature* vigilance
		tormenta* nieve calor lluvia* temperatura* borrasca* aemet temporal
		meteo maltempo neve caldo pioggia temporal* temperature
		chuva* temporal frio calor temperatura* ciclone inmet
		weer storm* sneeuw* hitte* regen* onweer* temperatu* knmi
		pogod* burz* snieg* upal* deszcz* temperatur* wichur* imgw`,
}
