// Mail providers that give mailboxes to anybody, and the endings that domains have.
#pragma once

#include <string_view>

namespace sendguard::check {

/// Domains of providers, blanks between, sorted; by use in the countries of the shipped languages.
inline constexpr std::string_view kWebmail =
    "126.com 163.com aim.com alice-dsl.net alice.it aliceadsl.fr ameritech.net aol.co.uk "
    "aol.com aol.de aol.fr aol.it arcor.de att.net bbox.fr bell.net bellsouth.net bigmir.net "
    "bigpond.com bigpond.net.au bk.ru bluewin.ch blueyonder.co.uk bol.com.br bol.de "
    "btinternet.com btopenworld.com cableone.net caramail.com casema.nl centrum.cz "
    "centurylink.net charter.net chello.at chello.nl chello.pl clearwire.net club-internet.fr "
    "comcast.net cox.net daum.net dbmail.com disroot.org duck.com earthlink.net eclipso.de "
    "email.com email.cz email.de email.it embarqmail.com excite.com excite.it fastmail.com "
    "fastmail.fm fastwebnet.it firemail.de foxmail.com free.fr freemail.hu freenet.de "
    "freeserve.co.uk frontier.com frontiernet.net gawab.com gmail.com gmx.at gmx.ch gmx.co.uk "
    "gmx.com gmx.de gmx.es gmx.eu gmx.fr gmx.info gmx.it gmx.li gmx.net gmx.org gmx.us go2.pl "
    "googlemail.co.uk googlemail.com hanmail.net hetnet.nl hey.com home.nl hotmail.be "
    "hotmail.ca hotmail.ch hotmail.co.jp hotmail.co.uk hotmail.com hotmail.com.ar "
    "hotmail.com.br hotmail.com.tr hotmail.de hotmail.dk hotmail.es hotmail.fr hotmail.gr "
    "hotmail.it hotmail.nl hotmail.no hotmail.se hush.com hushmail.com i.ua icloud.com "
    "ig.com.br iinet.net.au in.com inbox.com inbox.lv inbox.ru infoseek.jp interia.eu "
    "interia.pl inwind.it iol.it juno.com kabelbw.de kpnmail.nl kpnplanet.nl laposte.net "
    "libero.it list.ru live.at live.be live.ca live.ch live.cn live.co.uk live.com "
    "live.com.au live.com.mx live.com.pt live.de live.dk live.fr live.ie live.it live.jp "
    "live.nl live.no live.se lycos.com lycos.de mac.com mail.bg mail.com mail.de mail.ee "
    "mail.ru mail.ua mailbox.org mailfence.com mailo.com me.com meta.ua mindspring.com "
    "msn.com mweb.co.za mynet.com nate.com naver.com netscape.net netzero.net neuf.fr "
    "nifty.com ntlworld.com numericable.fr o2.co.uk o2.pl o2online.de onet.eu onet.pl "
    "online.de online.no op.pl optonline.net optusnet.com.au orange.fr outlook.at outlook.be "
    "outlook.cl outlook.co.id outlook.com outlook.com.au outlook.com.br outlook.com.tr "
    "outlook.cz outlook.de outlook.dk outlook.es outlook.fr outlook.hu outlook.ie outlook.in "
    "outlook.it outlook.jp outlook.kr outlook.pt outlook.sa pacbell.net passport.com "
    "peoplepc.com planet.nl pm.me poczta.fm poczta.onet.pl portugalmail.pt posteo.de "
    "posteo.net prodigy.net proton.me protonmail.ch protonmail.com qq.com quicknet.nl "
    "rambler.ru rcn.com rediffmail.com riseup.net roadrunner.com rocketmail.com rogers.com "
    "runbox.com sapo.pt sbcglobal.net seznam.cz sfr.fr shaw.ca sina.com sky.com skynet.be "
    "snafu.de sohu.com spoko.pl startmail.com suddenlink.net sunrise.ch swissonline.ch "
    "sympatico.ca t-online.de tds.net tele2.nl telefonica.net telenet.be telia.com "
    "telkomsa.net telus.net terra.com.br terra.es tin.it tiscali.co.uk tiscali.it tlen.pl "
    "tuta.com tuta.io tutamail.com tutanota.com tutanota.de tvn.hu ukr.net uol.com.br "
    "upcmail.nl usa.net verizon.net vfemail.net vip.qq.com virgilio.it virgin.net "
    "virginmedia.com vodafone.de vodafone.it voila.fr vp.pl wanadoo.es wanadoo.fr wanadoo.nl "
    "web.de wideopenwest.com windowslive.com windstream.net worldonline.nl wp.pl xs4all.nl "
    "xtra.co.nz ya.ru yahoo.at yahoo.be yahoo.ca yahoo.ch yahoo.cn yahoo.co.id yahoo.co.in "
    "yahoo.co.jp yahoo.co.kr yahoo.co.nz yahoo.co.th yahoo.co.uk yahoo.co.za yahoo.com "
    "yahoo.com.ar yahoo.com.au yahoo.com.br yahoo.com.cn yahoo.com.hk yahoo.com.mx "
    "yahoo.com.my yahoo.com.ph yahoo.com.sg yahoo.com.tr yahoo.com.tw yahoo.com.vn yahoo.cz "
    "yahoo.de yahoo.dk yahoo.es yahoo.fi yahoo.fr yahoo.gr yahoo.hu yahoo.ie yahoo.in "
    "yahoo.it yahoo.nl yahoo.no yahoo.pl yahoo.pt yahoo.ro yahoo.ru yahoo.se yandex.by "
    "yandex.com yandex.kz yandex.ru yandex.ua yeah.net ymail.com ziggo.nl zoho.com "
    "zohomail.com zonnet.nl";

/// Endings that exist, blanks between: the countries', and those most used of the others.
/// source: IANA, root zone database
inline constexpr std::string_view kEndings =
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo "
    "br bs bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk "
    "dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq "
    "gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh "
    "ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn "
    "mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg "
    "ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn "
    "so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us "
    "uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw com net org info biz name pro mobi xyz "
    "app dev one cloud online site shop";

}  // namespace sendguard::check
