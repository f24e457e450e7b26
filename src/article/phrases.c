/*-------------------------------------------------------------------------
 *
 * phrases.c
 *	  The interface phrases of news pages.
 *
 * English, German, French, Spanish, Portuguese, Italian, Dutch, Russian,
 * Turkish, Indonesian.  Case, accents, apostrophes and punctuation do not
 * count: words are folded as everywhere.  Only phrases that any site could
 * have stand here, none that names a publisher.
 *
 *-------------------------------------------------------------------------
 */
#include "article/lexicon.h"

/* Alone on a line, these open a list of other articles. */
static const char *const headings[] = {
	"see related", "recommended", "related", "related post", "related posts", "related article",
	"related articles", "related story", "related stories", "related content", "related news",
	"related links", "related coverage", "related topics", "related reading", "related video",
	"related videos", "related items", "related slideshow", "related galleries",
	"related to this story", "related searches", "similar posts", "similar articles",
	"similar stories", "you may also like", "you might also like", "you may also enjoy",
	"you might also enjoy", "you may like", "you might like", "you may also be interested in",
	"you might also be interested in", "you may have missed", "in case you missed it",
	"recommended for you", "recommended stories", "recommended articles", "recommended reading",
	"recommended videos", "recommended by", "suggested for you", "suggested reading",
	"more on this", "more on this story", "more on this topic", "more about this",
	"more on the story", "more stories", "more like this", "more for you", "more articles",
	"more posts", "more top stories", "more headlines", "more on these topics", "read more",
	"read next", "read also", "also read", "read this next", "up next", "what to read next",
	"people also read", "readers also read", "others also read", "see also", "also see",
	"also watch", "don't miss", "must read", "must reads", "most read", "most popular",
	"most viewed", "most shared", "most commented", "most recent", "popular posts",
	"popular stories", "popular articles", "popular now", "trending now", "trending stories",
	"trending articles", "trending news", "now trending", "top stories", "latest stories",
	"latest posts", "latest articles", "recent posts", "recent articles", "recent stories",
	"other stories", "other articles", "editor's picks", "editors' picks", "from the web",
	"from around the web", "around the web", "sponsored content", "sponsored links",
	"sponsored stories", "promoted stories", "promoted content", "paid content",
	"partner content", "from our partners", "content from our partners", "full coverage",
	"more coverage", "special coverage", "click here for more", "explore more", "discover more",
	"keep reading",
	/* German */
	"ähnliche beiträge", "ähnliche artikel", "ähnliche themen", "verwandte artikel",
	"verwandte beiträge", "verwandte themen", "weitere artikel", "weitere beiträge",
	"weitere themen", "weitere nachrichten", "mehr zum thema", "zum thema",
	"mehr zu diesem thema", "das könnte sie auch interessieren",
	"das könnte dich auch interessieren", "das könnte ihnen auch gefallen",
	"das könnte dir auch gefallen", "auch interessant", "lesen sie auch", "lies auch",
	"mehr lesen", "meistgelesen", "meistgelesene artikel", "empfohlene artikel",
	"empfehlungen für sie", "passend dazu", "neueste beiträge",
	/* French */
	"articles liés", "article lié", "articles similaires", "articles connexes",
	"articles associés", "articles recommandés", "à lire aussi", "a lire également",
	"lire aussi", "lire également", "à lire ensuite", "sur le même sujet",
	"sur le même thème", "dans la même rubrique", "vous aimerez aussi",
	"vous pourriez aussi aimer", "vous pourriez être intéressé par",
	"cela peut vous intéresser", "à voir aussi", "voir aussi", "les plus lus",
	"articles les plus lus", "nos articles recommandés", "pour aller plus loin",
	"à ne pas manquer",
	/* Spanish */
	"artículos relacionados", "artículo relacionado", "noticias relacionadas",
	"noticia relacionada", "entradas relacionadas", "publicaciones relacionadas",
	"contenido relacionado", "contenidos relacionados", "temas relacionados", "relacionados",
	"te puede interesar", "también te puede interesar", "te podría interesar",
	"le puede interesar", "también le puede interesar", "quizás te interese", "lee también",
	"lea también", "ver también", "vea también", "más noticias", "más sobre este tema",
	"más información", "lo más leído", "las más leídas", "lo más visto", "no te pierdas",
	/* Portuguese */
	"artigos relacionados", "artigo relacionado", "posts relacionados", "notícias relacionadas",
	"conteúdo relacionado", "conteúdos relacionados", "matérias relacionadas",
	"matéria relacionada", "leia também", "ler também", "leia mais", "veja também",
	"você também pode gostar", "também pode gostar", "você pode gostar", "pode interessar",
	"também pode interessar", "mais lidas", "as mais lidas", "mais lidos", "mais notícias",
	"mais sobre este assunto", "últimas notícias",
	/* Italian */
	"articoli correlati", "articolo correlato", "post correlati", "notizie correlate",
	"contenuti correlati", "potrebbe interessarti", "potrebbe interessarti anche",
	"potrebbero interessarti", "ti potrebbe interessare", "ti potrebbero interessare",
	"potrebbe piacerti anche", "leggi anche", "vedi anche", "guarda anche", "i più letti",
	"più letti", "articoli più letti", "altri articoli", "sullo stesso argomento",
	/* Dutch */
	"gerelateerde artikelen", "gerelateerd artikel", "gerelateerde berichten",
	"gerelateerd nieuws", "gerelateerde onderwerpen", "gerelateerd", "lees ook", "zie ook",
	"bekijk ook", "ook interessant", "meer over dit onderwerp", "meer nieuws", "meest gelezen",
	"aanbevolen artikelen", "aanbevolen voor u", "aanbevolen voor jou",
	"dit vind je misschien ook leuk", "misschien vind je dit ook leuk", "meer lezen",
	/* Russian */
	"похожие статьи", "похожие записи", "похожие новости",
	"похожие материалы", "похожие публикации",
	"связанные статьи", "связанные новости",
	"читайте также", "читайте ещё", "смотрите также",
	"по теме", "материалы по теме", "новости по теме",
	"статьи по теме", "ещё по теме", "другие новости",
	"другие статьи", "другие материалы", "самое читаемое",
	"самое популярное", "популярное",
	"популярные статьи", "рекомендуем",
	"рекомендуем почитать", "вам может быть интересно",
	"вам также может понравиться", "последние новости",
	/* Turkish */
	"ilgili yazılar", "ilgili haberler", "ilgili haber", "ilgili içerikler", "ilgili makaleler",
	"benzer yazılar", "benzer haberler", "benzer içerikler", "bunlar da ilginizi çekebilir",
	"ilginizi çekebilir", "bunları da beğenebilirsiniz", "bunları da okuyun",
	"ayrıca bakınız", "en çok okunanlar", "en çok okunan haberler", "önerilen haberler",
	"diğer haberler", "son haberler",
	/* Indonesian */
	"artikel terkait", "berita terkait", "konten terkait", "artikel lainnya", "berita lainnya",
	"baca juga", "lihat juga", "simak juga", "tonton juga", "terpopuler", "berita terpopuler",
	"artikel populer", "rekomendasi untuk anda", "anda mungkin juga suka", "berita terbaru",
	NULL
};

/* The same, but they open a paragraph of the story as often. */
static const char *const openers[] = {
	"more", "latest", "trending", "popular", "featured", "latest news", "more news", "news",
	"headlines", "further reading", "additional reading", "learn more", "find out more", "links",
	"more from", "more from the", "more from our", "more by", "more in", "more about", "more on",
	"from the archives", "previously", "also", "background", "in this series", "on the web",
	"next article", "previous article", "next post", "previous post", "mehr", "weiterlesen",
	"aktuell", "video zum thema", "en direct", "à la une", "más", "mais", "destaques",
	"in evidenza", "video correlati", "meer", "verder lezen", "подробнее", "daha fazla",
	"video", "terkait", "rekomendasi", "populer",
	NULL
};

/* Before the title of another article, on the same line. */
static const char *const labels[] = {
	"click for more", "click here for more", "click to read", "read more about", "recommended",
	"related", "related article", "related story", "related stories", "related coverage",
	"related content", "related video", "related post", "related link", "related links",
	"related news", "related reading", "related opinion", "related analysis", "read", "read more",
	"read more at", "read also", "also read", "read next", "read this", "read here",
	"read the story", "read the full story", "must read", "don't miss", "more", "more on",
	"more from", "more about", "more coverage", "more news", "see also", "see more", "also see",
	"also on", "also", "also watch", "also from", "watch", "watch more", "watch now",
	"watch live", "watch the video", "watch video", "video", "listen", "listen to", "podcast",
	"photos", "photo gallery", "gallery", "slideshow", "pictures", "in pictures", "quiz", "poll",
	"interactive", "graphic", "infographic", "map", "full coverage", "complete coverage",
	"special coverage", "full story", "full video", "background", "previously",
	"previous coverage", "earlier", "from the archives", "trending", "most read",
	"you may also like", "you might also like", "up next", "next", "in case you missed it",
	"icymi", "go deeper", "explore", "opinion", "click here", "what to read next", "fact check",
	"live updates", "exclusive",
	/* German */
	"lesen sie auch", "lies auch", "lesen sie mehr", "mehr zum thema", "siehe auch",
	"auch interessant", "lesetipp", "mehr dazu", "hintergrund", "fotostrecke", "bilder",
	/* French */
	"à lire aussi", "lire aussi", "à lire", "lire également", "voir aussi", "à voir aussi",
	"regarder aussi", "sur le même sujet", "vidéo", "en images", "diaporama",
	/* Spanish */
	"lee también", "lea también", "lee más", "leer más", "te puede interesar",
	"también te puede interesar", "le puede interesar", "ver también", "vea también",
	"mira también", "relacionado", "relacionada", "noticia relacionada", "vídeo", "fotos",
	"no te pierdas",
	/* Portuguese */
	"leia também", "leia mais", "veja também", "saiba mais", "ler também", "assista",
	"confira",
	/* Italian */
	"leggi anche", "leggi di più", "vedi anche", "guarda anche", "correlato", "approfondisci",
	"foto",
	/* Dutch */
	"lees ook", "lees meer", "zie ook", "bekijk ook", "kijk ook", "gerelateerd",
	/* Russian */
	"читайте также", "читайте ещё", "смотрите также",
	"по теме", "подробнее", "читать также", "видео", "фото",
	/* Turkish */
	"ilgili haber", "ayrıca okuyun", "bunu da okuyun", "ayrıca bakınız", "izleyin", "okuyun",
	"ilginizi çekebilir",
	/* Indonesian */
	"baca juga", "lihat juga", "simak juga", "tonton juga", "baca selengkapnya", "terkait",
	NULL
};

/* After a teaser, on its line or on the next. */
static const char *const mores[] = {
	"read more", "read more here", "read full article", "read full story", "read the full story",
	"read the full article", "read the rest", "read on", "continue reading", "keep reading",
	"read article", "read story", "read now", "full story", "learn more", "see more", "view more",
	"show more", "find out more", "more info", "view post", "view article", "click to read",
	"click here to read", "click here to read more", "read more about this", "weiterlesen",
	"mehr lesen", "mehr erfahren", "zum artikel", "jetzt lesen", "artikel lesen",
	"hier weiterlesen", "lire la suite", "lire plus", "en savoir plus", "lire l'article",
	"voir plus", "leer más", "seguir leyendo", "continuar leyendo", "sigue leyendo", "ver más",
	"leer nota completa", "leia mais", "ler mais", "continue lendo", "continuar lendo",
	"continuar a ler", "saiba mais", "ver mais", "leggi tutto", "leggi di più",
	"continua a leggere", "continua la lettura", "leggi l'articolo", "scopri di più",
	"lees meer", "lees verder", "verder lezen", "meer lezen", "lees artikel",
	"читать далее", "читать дальше", "читать полностью",
	"читать ещё", "подробнее", "далее", "devamını oku", "devamı",
	"daha fazla oku", "daha fazlası", "okumaya devam et", "haberin devamı",
	"detaylar için tıklayın", "baca selengkapnya", "selengkapnya", "baca lebih lanjut",
	"lanjutkan membaca",
	NULL
};

/* Alone on a line these are buttons, switches, and the marks of ads. */
static const char *const buttons[] = {
	"years ago", "year ago", "months ago", "month ago", "days ago", "day ago", "hours ago",
	"hour ago", "minutes ago", "listen to article", "advertisement", "advertisements",
	"advertising", "advertise", "ad", "ads", "ad feedback", "sponsored", "promoted",
	"story continued below", "story continues below", "article continues below",
	"article continues after advertisement", "article continues after ad",
	"story continues after advertisement", "story continues below advertisement",
	"continue reading below", "continues below", "advertisement continue reading below",
	"continue reading the main story", "continue reading main story", "scroll to continue",
	"scroll down to continue", "scroll for more", "swipe for more", "skip advertisement",
	"skip ad", "close", "close modal", "link copied", "copy link", "copy link to clipboard",
	"copied", "copy", "share", "shares", "share this", "share this article", "share this story",
	"share this post", "share this page", "share article", "share story", "share on facebook",
	"share on twitter", "share on whatsapp", "share on linkedin", "share on reddit",
	"share via email", "share by email", "share your thoughts", "share options",
	"share this with", "sharing", "tweet", "tweet this", "pin it", "like this", "save article",
	"save for later", "bookmark", "email", "e-mail", "email this", "email this article",
	"email this story", "print", "print this", "print this article", "print article", "comment",
	"comments", "leave a comment", "leave a reply", "post a comment", "post comment",
	"add a comment", "add comment", "view comments", "show comments", "hide comments",
	"read comments", "no comments", "comments off", "join the discussion",
	"join the conversation", "comments are closed", "view all comments", "view all", "see all",
	"show all", "reply", "report abuse", "loading", "loading comments", "please wait", "play",
	"pause", "mute", "unmute", "play video", "replay", "replay video", "watch again", "watch now",
	"play all", "now playing", "autoplay", "fullscreen", "view gallery", "view slideshow",
	"view photos", "launch gallery", "see gallery", "open gallery", "enlarge", "enlarge image",
	"enlarge this image", "hide caption", "toggle caption", "show caption", "pullquote", "photo",
	"video", "slideshow", "gallery", "photo gallery", "listen to this article", "listen now",
	"text size", "font size", "load more", "show more", "show less", "see more", "view more",
	"read more", "next page", "previous page", "next article", "previous article", "next story",
	"previous story", "next post", "previous post", "newer post", "older post", "back to top",
	"skip to content", "skip to main content", "skip to navigation", "jump to navigation",
	"main menu", "search for", "home page", "site map", "sitemap", "tagged", "filed under",
	"rss feed", "privacy policy", "cookie policy", "terms of use", "terms of service",
	"terms and conditions", "log in", "login", "log out", "logout", "sign in", "sign out",
	"sign up", "signup", "my account", "subscribe", "subscribe now", "submit",
	"manage newsletters", "newsletter", "newsletters", "newsletter sign up", "newsletter signup",
	"sign up now", "follow", "follow us", "unfollow", "donate", "donate now", "remember me",
	"forgot password", "accept cookies", "click here", "permalink", "trackback", "trackbacks",
	"trackback url", "rate this", "powered by", "get directions", "view map", "view larger map",
	/* German */
	"anzeige", "anzeigen", "werbung", "anzeige endet", "teilen", "artikel teilen", "drucken",
	"merken", "kommentare", "kommentar schreiben", "kommentieren", "schließen", "anmelden",
	"abmelden", "registrieren", "abonnieren", "suche", "startseite", "impressum", "datenschutz",
	"zurück", "weiter", "nach oben", "bild", "bilder", "wird geladen", "kontakt", "agb",
	"artikel merken", "artikel drucken", "per mail", "vorlesen",
	/* French */
	"publicité", "partager", "partagez", "imprimer", "envoyer", "commenter", "commentaires",
	"fermer", "s'abonner", "se connecter", "connexion", "s'inscrire", "inscription", "rechercher",
	"recherche", "accueil", "mentions légales", "suivant", "précédent", "retour", "chargement",
	"lire plus tard", "copier le lien", "réagir", "écouter", "contactez-nous",
	/* Spanish */
	"publicidad", "anuncio", "compartir", "comparte", "imprimir", "enviar", "comentar",
	"comentarios", "cerrar", "suscribirse", "suscríbete", "iniciar sesión", "registrarse",
	"buscar", "inicio", "aviso legal", "política de privacidad", "siguiente", "anterior",
	"volver", "cargando", "guardar", "escuchar", "contacto", "copiar enlace",
	/* Portuguese */
	"publicidade", "anúncio", "propaganda", "continua após a publicidade",
	"continua depois da publicidade", "compartilhar", "compartilhe", "partilhar", "comentários",
	"fechar", "assinar", "assine", "entrar", "cadastre-se", "início", "página inicial",
	"política de privacidade", "próximo", "voltar", "carregando", "ouvir", "salvar", "contato",
	"copiar link",
	/* Italian */
	"pubblicità", "condividi", "stampa", "invia", "commenta", "commenti", "chiudi", "abbonati",
	"accedi", "registrati", "cerca", "successivo", "precedente", "indietro", "caricamento",
	"ascolta", "salva", "contatti", "copia link",
	/* Dutch */
	"advertentie", "delen", "deel", "deel dit artikel", "afdrukken", "reageer", "reacties",
	"sluiten", "abonneren", "inloggen", "aanmelden", "zoeken", "privacybeleid", "volgende",
	"vorige", "terug", "laden", "luister", "opslaan",
	/* Russian */
	"реклама", "поделиться", "поделитесь", "печать",
	"распечатать", "комментарии", "комментировать",
	"оставить комментарий", "закрыть", "подписаться",
	"войти", "вход", "регистрация", "поиск", "главная",
	"далее", "назад", "загрузка", "скопировать ссылку",
	"в избранное", "контакты",
	/* Turkish */
	"reklam", "paylaş", "yazdır", "yorum yap", "yorumlar", "kapat", "abone ol", "giriş yap",
	"üye ol", "ara", "ana sayfa", "anasayfa", "gizlilik politikası", "sonraki", "önceki",
	"geri", "yükleniyor", "dinle", "kaydet", "iletişim",
	/* Indonesian */
	"iklan", "bagikan", "cetak", "komentar", "tutup", "berlangganan", "masuk", "daftar", "cari",
	"beranda", "kebijakan privasi", "selanjutnya", "sebelumnya", "kembali", "memuat", "simpan",
	"scroll to continue with content", "salin tautan", "kontak kami",
	NULL
};

/* Buttons beside other buttons, but a story may have them as its subheadings. */
static const char *const beside[] = {
	"listen", "facebook", "twitter", "x", "instagram", "youtube", "pinterest", "linkedin",
	"reddit", "whatsapp", "telegram", "messenger", "flipboard", "tumblr", "digg", "delicious",
	"del.icio.us", "stumbleupon", "google", "google plus", "myspace", "snapchat", "tiktok",
	"threads", "bluesky", "mastodon", "viber", "skype", "vkontakte", "вконтакте",
	"одноклассники", "odnoklassniki", "pocket", "line", "weibo", "wechat", "gmail",
	"fark", "newsvine", "technorati", "mixx", "yahoo", "xing", "copy", "link", "print friendly",
	"news", "sports", "sport", "politics", "business", "opinion", "entertainment", "world",
	"technology", "tech", "science", "health", "travel", "weather", "lifestyle", "style", "food",
	"culture", "arts", "money", "us", "local", "education", "autos", "blogs", "forums", "events",
	"shop", "store", "classifieds", "obituaries", "community", "deals", "post", "like", "live",
	"top", "home", "search", "jobs", "careers", "privacy", "legal", "help", "about", "contact",
	"cookies", "terms", "mobile", "apps", "name", "go", "continue", "edit", "next", "previous",
	"prev", "back", "newer", "older", "categories", "category", "tags", "topics", "sections",
	"image", "images", "votes", "report", "flag", "menu", "archive", "archives", "navigation",
	"accessibility", "register", "required", "optional", "accept", "cancel", "ok", "password",
	"username", "pin", "mail", "send", "save", "saved", "pdf", "download", "embed", "recommend",
	"recommended", "more", "faq", "faqs", "widgets", "feeds", "rss", "disclaimer", "about us",
	"contact us", "subscription", "subscriptions", "transcript", "audio", "expand", "collapse",
	"zoom", "smaller", "larger", "go back", "caption", "order", "following",
	NULL
};

static const char *const fillers[] = {
	"or", "and", "on", "this", "via", "with", "to", "the", "story", "article", "in", "by", "a",
	"und", "et", "y", "e", "en", "o", "ou", "auf", "sur", "su", "op", "на", "в", "и", "ve",
	"dan", "all", "of", "your", "our", "for", "url", "http", "https", "www", "min", "images",
	NULL
};

/* First on its line: nothing of this line is story. */
static const char *const marks[] = {
	"don't see the graphic", "play video", "this article is more than", "click to expand",
	"enlarge this image", "toggle caption", "enlarge image", "image copyright", "image caption",
	"media playback is unsupported", "media playback is not supported", "media caption",
	"video caption", "facebook twitter pinterest", "read or share this story",
	"newsletter sign up continue reading the main story",
	"advertisement continue reading the main story", "skip twitter post", "skip youtube post",
	"skip past newsletter promotion", "after newsletter promotion", "to view this video",
	"please enable javascript", "you need to enable javascript", "this video is not available",
	"this content is not available", "we're sorry this video", "your browser does not support",
	"replay more videos", "show caption", "hide caption", "caption close", "close caption",
	"click to enlarge", "click image to enlarge", "click to view", "tap to view",
	"sorry your browser", "bildunterschrift", "image légende",
	NULL
};

/* The same, and the lines after it are the bullets of a summary. */
static const char *const bullets[] = {
	"story highlights", "article highlights", "key points", "key takeaways",
	NULL
};

static const char *const galleries[] = {
	"hide caption", "toggle caption", "replay more videos", "must watch", "media caption",
	"media playback is unsupported", "enlarge this image", "just watched",
	NULL
};

/* First in a sentence, they ask the reader to do something. */
static const char *const calls[] = {
	"send letters", "send a tip", "send your tips", "click for more", "click for", "click to",
	"sign up", "sign up for", "sign up here", "sign up to", "sign up today", "sign up now",
	"subscribe", "subscribe to", "subscribe now", "subscribe here", "subscribe today",
	"not a subscriber", "already a subscriber", "follow us", "follow us on", "follow him",
	"follow her", "follow them", "follow me", "like us", "like us on", "find us on", "join us",
	"join us on", "join our", "add us on", "get our", "get all the", "get breaking news",
	"get email", "get news", "get updates", "get alerts", "get unlimited", "get full access",
	"click here", "click here to", "click here for", "tap here", "download our", "download the",
	"support our", "donate", "donate to", "become a", "help us", "help support", "please support",
	"please consider", "please help", "if you enjoyed", "like what you", "let us know",
	"write to us", "write to", "contact us", "send tips", "send us", "send your", "got a tip",
	"have a tip", "have something to", "we want to hear", "we'd love to hear",
	"join the conversation", "join the discussion", "check out our", "visit our", "to read more",
	"to learn more", "to see more", "to get more", "to subscribe", "to sign up", "to contact",
	"to submit", "to find out more", "to comment", "for more information", "for more news",
	"for the latest", "for all the latest", "learn more", "find out more", "read the full",
	"read more about", "see more", "watch the latest", "watch more", "stay up to date",
	"stay informed", "stay in the know", "stay connected", "don't miss", "never miss",
	"let our news", "start the day", "start your day", "catch up on", "our newsletter",
	"daily newsletter", "email newsletter", "free newsletter", "you can unsubscribe",
	"you may unsubscribe", "you may opt out", "by signing up", "by subscribing", "by clicking",
	"by registering", "by submitting", "by providing", "we have a favor", "we have a small favor",
	"we need your", "we rely on", "your support", "your contribution", "your donation",
	"make a contribution", "make a donation", "our journalism", "register for",
	"create an account", "save better", "enter your", "invalid email", "please enter",
	"please verify", "please try again", "an error has occurred", "we use cookies",
	"content created by",
	/* German */
	"melden sie sich", "melde dich", "jetzt anmelden", "jetzt abonnieren", "abonnieren sie",
	"abonniere", "abonniert", "folgen sie", "folge uns", "folgt uns", "klicken sie hier",
	"hier klicken", "laden sie", "unterstützen sie", "unterstütze", "der newsletter",
	"unser newsletter", "jetzt testen", "mit ihrer anmeldung", "diskutieren sie", "hier anmelden",
	/* French */
	"abonnez-vous", "inscrivez-vous", "suivez-nous", "rejoignez", "rejoignez-nous",
	"téléchargez", "cliquez ici", "faites un don", "la newsletter", "notre newsletter",
	"en vous inscrivant", "réagissez",
	/* Spanish */
	"suscríbete", "suscríbase", "suscribirse", "regístrate", "síguenos", "síganos",
	"haz clic", "haga clic", "clic aquí", "apóyanos", "no te pierdas", "al suscribirte",
	"nuestro boletín",
	/* Portuguese */
	"assine", "inscreva-se", "cadastre-se", "siga-nos", "clique aqui", "apoie", "junte-se",
	"subscreva", "nossa newsletter", "ao se inscrever", "entre no canal",
	/* Italian */
	"iscriviti", "abbonati", "seguici", "clicca qui", "registrati", "resta aggiornato",
	"non perdere",
	/* Dutch */
	"schrijf je in", "schrijf u in", "meld je aan", "meld u aan", "abonneer", "abonneer je",
	"volg ons", "klik hier", "onze nieuwsbrief", "mis niets",
	/* Russian */
	"подпишитесь", "подписывайтесь", "подписаться",
	"присоединяйтесь", "поддержите", "читайте нас",
	"оформите",
	/* Turkish */
	"abone ol", "abone olun", "takip edin", "bizi takip", "üye olun", "tıklayın",
	"destek olun", "kaydolun", "haber bültenimize", "bültenimize", "kaçırmayın",
	/* Indonesian */
	"berlangganan", "ikuti kami", "daftarkan", "klik di sini", "jangan lewatkan",
	NULL
};

/* The same, but many sentences of a story begin so. */
static const char *const faint_calls[] = {
	"twitter", "facebook", "follow", "get the", "get more", "get your", "get a", "receive",
	"click on", "download", "install", "support", "if you like", "if you would like",
	"if you have", "if you want", "enjoying", "want more", "want to", "want", "thank you for",
	"thanks for", "tell us", "share your", "contact", "email", "e-mail", "reach", "do you have",
	"have a question", "weigh in", "check out", "visit", "to read", "for more", "listen to",
	"tune in", "stay tuned", "keep up with", "be the first", "newsletter", "the newsletter",
	"this newsletter", "copyright", "you can read", "you can follow", "you can also",
	"you will receive", "you agree", "register", "log in", "login", "sign in", "try",
	"start your", "exclusive", "special offer", "limited time", "buy", "order", "pre-order",
	"shop", "please read", "please note", "this site", "this website", "ready to", "fight back",
	"travel with", "besuchen sie", "schreiben sie", "bleiben sie", "suivez", "recevez",
	"soutenez", "retrouvez", "ne manquez", "partagez", "sigue", "únete", "recibe", "reciba",
	"descarga", "descargue", "apoya", "dona", "visita", "siga", "receba", "baixe", "clique",
	"doe", "participe", "segui", "ricevi", "scarica", "sostieni", "unisciti", "volg", "ontvang",
	"steun", "doneer", "следите", "скачайте", "нажмите",
	"оставляйте", "получайте", "indirin", "ikuti", "dapatkan", "daftar",
	"unduh", "dukung", "gabung", "bergabung", "simak berita",
	NULL
};

/* What readers are asked for; each also stands in stories, so two are wanted. */
static const char *const asks[] = {
	"briefing", "tip sheet", "more for", "can be followed", "newsletter", "newsletters", "email",
	"emails", "e-mail", "app", "inbox", "sign up", "subscribe", "subscriber", "subscribers",
	"subscription", "subscriptions", "membership", "twitter", "facebook", "instagram", "youtube",
	"telegram", "whatsapp", "flipboard", "itunes", "podcast", "channel", "page here",
	"facebook page", "homepage", "website", "our site", "blog", "click here", "here", "alerts",
	"notifications", "updates", "breaking news", "daily", "weekly", "donation", "contribution",
	"contributions", "gift", "readers", "journalism", "coverage", "our coverage",
	"comments section", "conversation below", "the conversation", "join us", "follow us",
	"become a member", "magazine", "paywall", "advertising", "promotions", "offers", "wine club",
	"investigations", "more stories", "information", "more information", "tips",
	/* in other languages */
	"rundbrief", "nachrichten", "kanal", "e-posta", "abonnement", "kostenlos",
	"lettre d'information", "infolettre", "gratuitement", "réseaux sociaux", "boletín",
	"correo", "canal", "gratis", "redes sociales", "redes sociais", "boletim", "bollettino",
	"canale", "nieuwsbrief", "nieuwsbrieven", "рассылку", "рассылка",
	"канал", "телеграм", "вконтакте", "новости", "bülten",
	"bültenimize", "kanalımıza", "saluran", "buletin", "aplikasi", "aplicativo", "aplicación",
	"applicazione", "application", "uygulamamızı", "приложение", "google news",
	"google haberler",
	NULL
};

/* Hardly in any story; one of these beside a call is enough. */
static const char *const sure_asks[] = {
	"stories that matter", "delivered weekday", "a month", "per month", "for more stories",
	"can be reached", "biggest stories", "nonprofit newsroom", "may be reached",
	"can be contacted", "email him at", "email her at", "on twitter", "on facebook",
	"on instagram", "on youtube", "on telegram", "on linkedin", "in your inbox", "to your inbox",
	"your inbox", "delivered to your inbox", "your email", "your email address", "privacy policy",
	"terms of service", "terms of use", "unsubscribe", "opt out", "opt-out", "by signing up",
	"sign up here", "sign up today", "sign up now", "signing up", "recaptcha", "re-enter",
	"our newsletter", "our newsletters", "free newsletter", "daily newsletter",
	"weekly newsletter", "daily newsletters", "opinion newsletter", "email newsletter",
	"email newsletters", "morning newsletter", "newsletter to get", "our app", "news app",
	"mobile app", "the app", "our journalism", "our work", "our website", "our stories",
	"our biggest stories", "our nonprofit", "independent journalism", "quality journalism",
	"explanatory journalism", "reader supported", "reader-supported", "financial contribution",
	"making a contribution", "your support", "your contribution", "your donation",
	"your financial", "tax-deductible", "promo code", "free trial", "risk free", "special offers",
	"promotional offers", "our twitter", "our facebook", "our facebook page",
	"our youtube channel", "youtube channel", "our podcast", "podcast at itunes",
	"our telegram channel", "our channel", "our audience", "us on twitter", "us on facebook",
	"us on instagram", "on twitter and facebook", "on facebook and twitter", "on twitter @",
	"him on twitter", "her on twitter", "them on twitter", "comments section", "in the comments",
	"your thoughts", "conversation below", "ad free", "no paywalls", "no paywall",
	"premium content", "breaking news alerts", "news alerts", "submission guidelines",
	"letter to the editor", "submit a letter", "pitch us", "advertising-minimal", "members get",
	"licensing opportunities", "news publisher", "for complete", "click here for",
	"click here to", "click here", "latest news", "newsletter-anmeldung", "unseren newsletter",
	"unserem newsletter", "den newsletter", "datenschutzerklärung", "notre newsletter",
	"à la newsletter", "aux newsletters", "politique de confidentialité", "nuestro boletín",
	"nuestra newsletter", "al newsletter", "nuestro canal", "política de privacidad",
	"nossa newsletter", "nosso boletim", "nosso canal", "política de privacidade",
	"nas redes sociais", "alla newsletter", "alla nostra newsletter", "nostro canale",
	"informativa sulla privacy", "onze nieuwsbrief", "voor de nieuwsbrief",
	"voor onze nieuwsbrief", "privacybeleid", "на рассылку", "на наш канал",
	"наш телеграм-канал", "в телеграме", "в telegram",
	"наш канал", "haber bültenimize", "bültenimize", "telegram kanalımız",
	"whatsapp kanalımız", "bizi google", "buletin kami", "saluran whatsapp", "kanal telegram",
	"di google news", "channel whatsapp",
	NULL
};

/* Whose it is, and what may be done with it. */
static const char *const legals[] = {
	"the opinions expressed", "the views expressed",
	"opinions expressed by columnists are their own", "rush deadline", "authoritative record",
	"copyright", "all rights reserved", "reprint permission", "may not be published",
	"may not be reproduced", "rewritten or redistributed", "broadcast rewritten or redistributed",
	"without permission", "without prior written permission", "reprinted with permission",
	"opinions expressed", "views expressed", "views and opinions",
	"opinions expressed by columnists", "are their own", "are his own", "are her own",
	"are those of the author", "are solely those", "expressed in this commentary",
	"expressed in this column", "expressed in this article", "do not necessarily represent",
	"do not necessarily reflect", "not necessarily those", "do not represent the views",
	"content created by", "available without charge", "eligible news publisher",
	"this is a rush transcript", "copy may not be in its final form", "terms of use",
	"privacy policy", "comments policy", "registered trademark", "trademarks", "material may not",
	"this material", "tribune content agency", "protected by recaptcha", "respective owners",
	"powered by", "quotes delayed", "alle rechte vorbehalten", "tous droits réservés",
	"todos los derechos reservados", "reservados todos los derechos",
	"todos os direitos reservados", "tutti i diritti riservati", "riproduzione riservata",
	"alle rechten voorbehouden", "все права защищены", "tüm hakları saklıdır",
	"her hakkı saklıdır", "hak cipta", "seluruh hak cipta",
	NULL
};

static const char *const credits[] = {
	"image source", "photo source", "source", "photo", "photo by", "photos by", "photo via",
	"photo courtesy", "photograph", "photograph by", "photographer", "photo credit",
	"photo illustration", "ap photo", "file photo", "image", "image by", "image via",
	"image credit", "image courtesy", "images", "images via", "picture", "picture by",
	"picture credit", "featured image", "featured image via", "featured image by",
	"feature image via", "featured photo", "featured photo via", "featured image from",
	"screenshot", "screen capture", "screengrab", "illustration", "illustration by",
	"cover photo", "cover image", "video via", "getty images", "reuters", "afp", "foto", "bild",
	"quelle", "crédit photo", "crédit", "photo d'illustration", "imagen", "crédito",
	"fotografía", "fuente", "imagem", "foto di", "fotogramma", "beeld", "фото",
	"источник", "fotoğraf", "kaynak", "sumber", "dok",
	NULL
};

/* What the people are who write: their lines at the end say so. */
static const char *const crafts[] = {
	"column by", "weekly column", "author", "columnist", "contributor", "contributing editor",
	"contributing writer", "correspondent", "editor", "editor in chief", "editorial board",
	"fellow", "freelance", "journalist", "professor", "reporter", "senior editor", "staff writer",
	"writer", "commentator", "blogger", "board of contributors", "author of", "his column",
	"her column", "scholar", "senior fellow", "syndicated columnist", "senior scholar",
	"research fellow", "news editor",
	NULL
};

/* A line with these is story, whatever else it has. */
static const char *const stories[] = {
	"said", "says", "told", "tweeted", "wrote", "writes", "added", "according to", "announced",
	"contributed to this report", "contributed to this story", "contributed to this article",
	"contributed reporting", "contributed", "contributing", "correction", "corrects",
	"clarification", "was updated", "has been updated", "previous version", "earlier version",
	"reporting by", "editing by", "dit", "sagte", "dijo", "disse", "ha detto", "zei",
	"сказал", "сообщил", "dedi", "kata", "ujar",
	NULL
};

static const char *const comments[] = {
	"comments", "comment", "reader comments", "user comments", "your comments", "all comments",
	"latest comments", "comments to", "comments on", "comments for", "comments so far",
	"responses", "responses to", "response to", "replies", "replies to", "thoughts on",
	"thought on", "discussion", "leave a comment", "leave a reply", "post a comment",
	"add a comment", "write a comment", "submit a comment", "post your comment",
	"add your comment", "speak your mind", "join the discussion", "have your say",
	"what do you think", "kommentare", "leserkommentare", "kommentar schreiben", "commentaires",
	"vos commentaires", "laisser un commentaire", "comentarios", "deja un comentario",
	"comentários", "deixe um comentário", "commenti", "lascia un commento", "reacties",
	"geef een reactie", "комментарии", "оставить комментарий",
	"yorumlar", "bir yorum yazın", "komentar", "tinggalkan komentar",
	NULL
};

static const char *const replies[] = {
	"reply", "report", "report abuse", "report this", "report comment", "flag",
	"flag as inappropriate", "permalink", "quote", "like", "likes", "respond to this", "upvote",
	"antworten", "melden", "répondre", "signaler", "responder", "rispondi", "reageren",
	"beantwoorden", "ответить", "пожаловаться", "yanıtla", "cevapla",
	"şikayet et", "balas", "laporkan",
	NULL
};

const NpPhrases np_phrases[] = {
	{NP_SAYS_HEADING, 0, headings},
	{NP_SAYS_OPENER, 0, openers},
	{NP_SAYS_LABEL, 0, labels},
	{NP_SAYS_MORE, 0, mores},
	{NP_SAYS_BUTTON, 0, buttons},
	{NP_SAYS_BESIDE, 0, beside},
	{NP_SAYS_FILLER, 0, fillers},
	{NP_SAYS_MARK, 0, marks},
	{NP_SAYS_BULLETS, 0, bullets},
	{NP_SAYS_GALLERY, 0, galleries},
	{NP_SAYS_CALL, 2, calls},
	{NP_SAYS_CALL, 1, faint_calls},
	{NP_SAYS_ASK, 1, asks},
	{NP_SAYS_ASK, 2, sure_asks},
	{NP_SAYS_LEGAL, 1, legals},
	{NP_SAYS_CREDIT, 0, credits},
	{NP_SAYS_CRAFT, 0, crafts},
	{NP_SAYS_STORY, 0, stories},
	{NP_SAYS_COMMENTS, 0, comments},
	{NP_SAYS_REPLY, 0, replies},
	{0, 0, NULL}
};
