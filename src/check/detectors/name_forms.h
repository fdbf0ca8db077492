// Given names and their short forms, in the languages of the shipped packs (names.h).
#pragma once

#include <string_view>

namespace sendguard::check {

// A line a person: the forms that stand for one given name.
inline constexpr std::string_view kForms[] = {
    "alexander alex sasha sandy aleksander alejandro alessandro alec xander",
    "alexandra alex sasha sandra lexi",
    "andrew andy drew andreas andrzej andres andrea andre andrei",
    "anthony tony antonio anton toni antek",
    "barbara barb babs basia",
    "benjamin ben benny",
    "catherine katherine kathryn kate kathy cathy katie kit katja katarzyna kasia caterina",
    "charles charlie chuck carl karl carlos carlo chip",
    "christopher chris kit topher christoph krzysztof cristobal",
    "christine chris tina christina kristin krystyna",
    "daniel dan danny",
    "david dave davy",
    "deborah deb debbie",
    "dorothy dot dottie dora",
    "edward ed eddie ted ned edoardo eduardo teddy",
    "elizabeth liz beth betty betsy eliza lisa libby elsa elisabeth elzbieta ela lizzie bess",
    "eugene gene",
    "francis frank francesco francisco paco franz franciszek pancho",
    "frederick fred freddy fritz federico",
    "george jorge georg giorgio jerzy jurek",
    "gerald jerry gerry gerard gerhard gerd",
    "gregory greg grzegorz",
    "harold harry hal",
    "helen helena nell ellen elena",
    "henry hank harry heinrich enrique enrico henryk hal heinz",
    "isabel isabella bella",
    "jacob jake jacek jakob jakub kuba",
    "james jim jimmy jamie jaime giacomo",
    "jane janet jenny",
    "jennifer jen jenny",
    "jessica jess jessie",
    "john jack johnny jon johann johannes hans jan juan giovanni joao ivan gianni sean",
    "jonathan jon jonny",
    "joseph joe joey josef jose giuseppe jozef pepe beppe sepp",
    "joshua josh",
    "judith judy",
    "katarina kat kati",
    "kenneth ken kenny",
    "lawrence larry lars lorenzo laurent",
    "leonard leo len lenny",
    "louis lou luis luigi ludwig lew",
    "lucy lucia",
    "magdalena magda lena",
    "margaret maggie meg peggy marge gretchen malgorzata gosia greta rita daisy",
    "maria mary marie mia molly polly maryla",
    "martha marty",
    "martin marty marcin",
    "matthew matt matteo mateo mateusz matthias",
    "maximilian max",
    "michael mike mick mickey michel miguel michele michal misha",
    "nancy ann anne anna hanna ania anya annie",
    "nathan nate nathaniel",
    "nicholas nick nico nicolas klaus claus mikolaj niccolo",
    "nikolai kolya",
    "patricia pat patty trish tricia",
    "patrick pat paddy",
    "paul pablo paolo pavel pawel",
    "peter pete pedro pietro piotr pierre petra",
    "philip phil pip felipe",
    "raymond ray",
    "rebecca becky becca",
    "richard rick dick rich ricky ricardo riccardo ryszard",
    "robert bob bobby rob robbie bert roberto",
    "ronald ron ronnie",
    "rudolf rudi rolf",
    "samuel sam sammy",
    "samantha sam",
    "sarah sally sara sadie",
    "sebastian seb bastian basti",
    "sophia sophie zofia zosia sofia",
    "stephen steve steven stefan stephan esteban stefano szczepan etienne",
    "susan sue suzy susanne zuzanna",
    "theodore ted theo teddy",
    "theresa terry tess teresa",
    "thomas tom tommy tomas tommaso tomasz",
    "timothy tim timmy",
    "victoria vicky tori",
    "victor vic",
    "vincent vince vinny",
    "virginia ginny ginger",
    "walter walt wally",
    "william bill will billy willy liam wilhelm guillermo guglielmo guillaume",
    "wolfgang wolf",
    "yekaterina katya",
    "zachary zach zack",
};

// A ";" ends each person: two words before it may name one. Many are everyday words, so that they
// are no given names by themselves.
inline constexpr std::string_view kShortForms =
    // English
    "abraham abe bram;abigail abby gail;albert al bert;amanda mandy;amelia millie milly;"
    "arthur art artie;augustus gus august guus gustl;beatrice bea trixie bice beatrix;"
    "bradley brad;calvin cal;clifford cliff;cynthia cindy;constance connie;"
    "dolores lola loli lolita;dominic dom nick domenico mimmo;donald don donnie;"
    "eleanor ellie nell nora lenora;emily em millie emmy;ernest ernie ernesto neto;"
    "frances fran franny fanny frankie;geoffrey geoff jeff jeffrey;gertrude trudy trudi gertrud;"
    "gillian jill gill;harriet hattie hetty;henrietta hetty etta;herbert herb bert;"
    "jacqueline jackie jacqui;jeremy jerry;jerome jerry;joanna jo joan joanne asia asiu;"
    "josephine jo josie fifi;kimberly kim;leslie les;lawrence laurie;laura laurie;"
    "louise lou loes;madeleine maddie mado madeline;matilda tilly mattie tilde mathilde;"
    "maureen mo;melanie mel;mitchell mitch;michael mitch;mohammed mo mohamed momo;oliver ollie;"
    "olivia liv livvy;pamela pam;penelope penny;randolph randy;reginald reg reggie;"
    "roberta bobbie;sidney sid sydney;stanley stan;tamara tammy;valerie val;"
    "veronica ronnie vero;winifred winnie freda;xavier xav xavi javi chavi;"
    "katherine kitty kay katharina;catherine kitty;elizabeth lilibet eliza elsie lisbeth;"
    "margaret daisy madge greet rita;mary may mamie minnie molly;theodore teddy;wilfred wilf;"
    "alfred alf alfie fred;archibald archie;bernard bernie;bartholomew bart;"
    // German
    "katharina kathe kathi kati kitty kathrin katrin katja nina trine;"
    "friedrich fritz fred frieder;friederike rike fritzi frieda;"
    "elisabeth sissi sissy elli lisbeth liesl lisa liesbeth lies els betta babette babeth lise "
    "ella lilli;"
    "joachim jochen achim jockel jo;josef sepp jupp beppo;heinrich heiner heinz hinrich;"
    "johannes hannes hans jo joop jan;georg schorsch jorg;ludwig lutz luggi;"
    "siegfried sigi siggi;cornelia nele conny nel nelleke cora;dorothea doro thea dodo;"
    "charlotte lotte lottie charly;karoline lina line caro;"
    "wilhelmina willemijn mina mien minna mine;wilhelmine mina minna;"
    "brigitte gitta gitti biggi;birgit biggi;sabine bine;christine tine tini christel christl;"
    "martina tina;bettina tina betti;theresia resi trees;therese resi;"
    "magdalena leni lena madzia;helene leni lena lene;margarete gretel grete gretl;"
    "ursula uschi ulla urs ula ulu;veronika vroni;susanne susi sanne;ulrich uli ulli;"
    "ulrike uli rike ulli;barbara barbel babsi;eduard ede edi;matthias matze hias mats;"
    "leopold poldi leo;sebastian wastl;verena vreni;rosemarie rosi romy;annemarie anne mia;"
    "hansjoachim hajo;reinhold reini;gunter gunther gunti;stephanie steffi;stefanie steffi;"
    "monika moni;gabriele gabi gaby;michaela michi ela;emanuel manu;manuela manu ela;"
    "adelheid heidi;lieselotte lilo lotte;roswitha rosi;waltraud traudl;edeltraud traudl;"
    // French
    "emmanuel manu;emmanuelle manu;gerard gege;andre dede;gilles gilou;guillaume guigui willy;"
    "veronique vero;frederic fred;pierre pierrot;philippe phil;jean jeannot;marguerite margot;"
    "antoine titouan toine;antoinette toinette;dominique domi;christophe tof;nathalie nath;"
    "celestine tine;gregoire greg;marcel marco;caroline caro;jeanpierre jp;"
    "jeanfrancois jeff jf;"
    // Spanish
    "francisco paco curro chico kiko quico fran xico pacho;francisca paqui paquita paca curra;"
    "ignacio nacho inaki;jose pepe ze zeca chema juca;josefa pepa josefina fina;"
    "maria pepa maite mayte marisa maribel mamen chus marijke mieke miep ria riet marysia marys;"
    "concepcion concha conchita;consuelo chelo;rosario charo;mercedes merche meche;"
    "carmen menchu carmina mamen;fernando nando;ferdinando nando;enrique quique kike;"
    "rafael rafa;antonio tono tonio toninho tonino nino tonho;roberto beto;alberto beto;"
    "gregorio goyo;eduardo lalo dudu edo;guadalupe lupe;manuel manolo manel mane nel;"
    "guillermo memo guille;ramon moncho;pedro perico pedrinho;pilar pili;purificacion puri;"
    "santiago santi;soledad sole;trinidad trini;isabel chabela isa;jesus chucho chuy suso;"
    "inmaculada inma;encarnacion encarni;luis lucho luisinho lula;felipe pipe;"
    "montserrat montse;yolanda yoli;rosa rosi rosita;alejandro jano ale;javier javi xavi;"
    "vicente chente vice;salvador salva;milagros mila;teresa teca mayte;"
    // Italian
    "giuseppe peppe beppe peppino pino pippo geppo;giuseppina pina giusy pinuccia;"
    "luigi gigi gino;vincenzo enzo cenzo;lorenzo renzo enzo;salvatore toto turi sasa;"
    "francesco ciccio checco franco cesco;francesca chicca cesca franca;filippo pippo;"
    "alessandro sandro ale;alessandra sandra ale;gabriele lele;emanuele lele manu;"
    "giovanni nanni gianni vanni;gaetano tano;filomena mena;antonella nella anto;"
    "elisabetta betta elisa;caterina rina cate;domenica mimma;raffaele lello raf;michele lino;"
    "pasquale lino;giacomo mino;costantino tino;agostino tino;"
    // Portuguese
    "joaquim quim;beatriz bia;eduarda duda;gustavo guga;carlos caca cadu carlitos;"
    "alexandra xana;paulo paulinho;sebastiao tiao;raimundo mundo;fatima fa;"
    // Dutch
    "willem wim pim;pieter piet;jacobus koos jaap;jacob jaap;cornelis kees cor;"
    "nicolaas klaas nico;hendrik henk hein rik;diederik dirk;antonius teun ton toon antoon;"
    "gijsbert gijs bert;hubertus huib bert;petronella nel ellen nelly;"
    "geertruida truus geertje geer;catharina trijn to toos rina;"
    "johanna jo hanneke anneke annie joke;coenraad coen;daniel daan;lodewijk lou louis;"
    "martinus tiny martin;josephus jos sjef;sara saar;gerardus gerard gerrit;"
    "adrianus ad arie janus;adriana jana ria;anna ans anneke annie;"
    // Polish
    "katarzyna kasia kasiu kaska;malgorzata gosia gosiu malgosia;agnieszka aga agusia;"
    "anna ania aniu anka hania;barbara basia basiu;bartlomiej bartek bartku;bartosz bartek;"
    "bogdan bogus;boleslaw bolek;czeslaw czesiek;dariusz darek darku;elzbieta ela elu;"
    "franciszek franek;grzegorz grzes grzesiu grzesiek;jadwiga jadzia;jaroslaw jarek jarku;"
    "jan janek janku jasiek jas;krzysztof krzysiek krzysiu krzys;krystyna krysia krysiu;"
    "maciej maciek macku;miroslaw mirek;mieczyslaw mietek;michal misiek;aleksandra ola olu;"
    "aleksander olek olku;piotr piotrek piotrus;przemyslaw przemek;radoslaw radek;"
    "ryszard rysiek;roman romek;slawomir slawek;stanislaw staszek stas stach;tadeusz tadek;"
    "tomasz tomek tomku;antonina tosia;urszula ula;wieslaw wiesiek;wladyslaw wladek;"
    "witold witek;wojciech wojtek wojtku;zbigniew zbyszek zbyszku;zofia zosia zosiu;"
    "zuzanna zuzia;zdzislaw zdzisiek;marek marku;izabela iza;maria mania;"
    // Slavic, in the spellings that passports give
    "alexander alexandr oleksandr aleksandr aliaksandr sasha sashko shura alex;"
    "alexandra oleksandra aleksandra sasha alex shura;"
    "eugene yevhen evgeny evgenij evgenii yevgeny zhenya;evgenia yevhenia evgeniya zhenya;"
    "helen elena olena lena alyona;michael mikhail mykhailo mykhaylo misha mike;"
    "nicholas nikolai nikolay mykola kolya nick;andrew andrey andriy andrii andrei andy;"
    "catherine ekaterina yekaterina kateryna katerina katya katia kate katka;"
    "dmitry dmytro dmitri dmitrii dima mitya;vladimir volodymyr volodya vova wladimir;"
    "sergei serhiy serhii sergey serge seryozha;ivan vanya john;maria mariia mariya masha;"
    "natalia natalya nataliya nataliia natasha;tatiana tatyana tetiana tetyana tanya tania;"
    "anastasia anastasiia anastasiya nastya nastia stacy;ludmila lyudmila liudmyla lyuda mila;"
    "svetlana svitlana sveta lana;galina halyna galya;irina iryna ira irene;anna hanna anya;"
    "yuri yuriy yurii yury iurii jura george;pavel pavlo pasha paul;peter petro pyotr petya;"
    "gregory grigory hryhoriy grisha;julia yulia yuliia iuliia;ksenia oksana xenia;"
    "larisa larysa lara;leonid lenya leo;lev leo;oleg oleh;olga olha olya;roman roma;"
    "stanislav stas;vasily vasyl vasya;victor viktor vitya;"
    "victoria viktoria viktoriia vika vicky;vyacheslav viacheslav slava;yaroslav slava;"
    "konstantin kostya kostiantyn kostas dinos;theodore fyodor fedir;nadezhda nadia nadiya;"
    "sophia sofia sofiya sonya sonia;jan honza;josef pepa;frantisek franta;vaclav vasek;"
    // Others
    "eric rick ricky erik erich;amelia emilia mia milla;constanze konstanze conny stanzi;osama sam;"
    "mehmet memo memet;ibrahim ibo abraham;mohammed muhammad mohamad mohammad mo;ahmed ahmad;"
    "youssef yusuf joseph;katrine trine;lars lasse;per peter peder;istvan stephen pista steve;"
    "laszlo laci leslie;gyorgy george;ferenc francis feri;erzsebet elizabeth;"
    "padraig patrick paddy;siobhan joan;caitlin kathleen cathleen kate;mairead margaret;"
    "georgios george yorgos giorgos;dimitrios dimitris jim;ioannis yannis giannis john;"
    "nikolaos nikos nick;eleni helen;xavier javier;";

// Given names beside those of kForms, by how common they were at any time since 1950.
inline constexpr std::string_view kGiven =
    "adam adele adrian agata agnes agnieszka aileen aisha alan albert alberto alessia alfred ali "
    "alice alicia aline alison amalia amanda amber amelia amy ana anders andrea angela angelika "
    "anita anja anne annette antje antoine antonia anouk arianna arthur astrid audrey aurelie "
    "axel beata beatrice beatriz bernard bernd bernhard bettina birgit bianca boris brian bridget "
    "brigitte bruno camille carla carmen carol caroline catarina cecilia celine chantal charlotte "
    "chiara christa claire clara claudia claudio colin cornelia craig cristian cristina dagmar "
    "damian daniela danielle dariusz denis diana diane diego dieter diogo dirk dominik donald "
    "donna dorota douglas duncan elke eleonora eliane emanuela emil emilia emily emma enzo eric "
    "erik erika ernst ester eva evelyn ewa fabian fabio fatima federica felix ferdinand fernanda "
    "fernando filip fiona flavio florence florian francesca francoise frederic frieda gabriel "
    "gabriela gavin gemma genevieve gerda gisela giulia giuseppina gloria goncalo graham grace "
    "guido gunther gustav hannah hans harald hassan hector heather hedwig heike helga helmut "
    "henri herbert hermann holger horst hugo ian ibrahim ignacio igor ilse ines inga inge ingrid "
    "irena irene iris irma isabelle iwona jacqueline jana janina jasmin javier jean jeffrey "
    "jeroen joachim joan joana joanna jolanta jonas jordan jorg joris josephine joyce julia "
    "julian julie juliette julio jurgen justyna kai karen karin karina karla karolina katharina "
    "kay keith kerstin kevin kim kirsten klara konrad kurt laura lea leila leonie lidia linda "
    "lieke lieve loic lothar louise luca lucas lukas lukasz lydia maarten mads malcolm manfred "
    "manuel manuela marc marcel marcello marco marek mariana marianne marina mario marion markus "
    "marlies marta mathilde maud maureen mauro melanie mercedes miriam mohamed mohammed monica "
    "monika monique muriel nadia nadine natalia nathalie nicole nigel nils nina noah nora norbert "
    "nuno odile olaf olga oliver olivia olivier omar oscar otto ottavia pamela pascal patrizia "
    "paula paulina petra pia pilar rachel rafael ralf ramon raquel regina reinhard renata renate "
    "rene ricarda roger roland rosa rosemary roy ruben rui ruth sabine sandrine sascha sergio "
    "sharon sheila sibylle silke silvia simon simone sofie solange sonia stella stuart susana "
    "sven svenja sylvia sylvie tamara tanja tatiana teresa thierry tiago tobias trevor udo ulrich "
    "ulrike urs ursula ute valentina valerie vanessa vera verena veronica vera vittoria wanda "
    "wendy werner wiebke wilma winfried xavier yannick yasmin yolanda yvette yvonne zuzana";

}  // namespace sendguard::check
