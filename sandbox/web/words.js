// The page's own few words, in French and in English, by the browser's language.

const WORDS = {
  line: ["A messenger on this computer: everything you see and send stays here.", "Une messagerie sur cet ordinateur : tout ce que vous voyez et envoyez y reste."],
  live: ["live", "en direct"],
  lost: ["connection lost, trying again…", "connexion perdue, nouvel essai…"],
  story: ["What to try next", "À essayer maintenant"],
  storyDone: ["The whole story is told. Play on as you like.", "L’histoire est terminée. Continuez comme il vous plaît."],
  chats: ["Chats of", "Discussions de"],
  openChats: ["Choose another chat", "Choisir une autre discussion"],
  column: ["Column", "Colonne"],
  bot: ["bot", "bot"],
  members: ["members", "membres"],
  subscribers: ["subscribers", "abonnés"],
  channel: ["channel", "canal"],
  group: ["group", "groupe"],
  forum: ["forum", "forum"],
  comments: ["comments", "commentaires"],
  comment: ["comment", "commentaire"],
  leaveComment: ["Leave a comment", "Commenter"],
  thread: ["Comments", "Commentaires"],
  backToPost: ["Back", "Retour"],
  allTopics: ["All", "Tout"],
  message: ["Message", "Message"],
  photo: ["Photo", "Photo"],
  document: ["File", "Fichier"],
  asked: ["asked", "demandé"],
  notIn: ["not in", "hors"],
  write: ["Message", "Message"],
  writeComment: ["Comment", "Commentaire"],
  writePost: ["Post to the channel", "Publier dans le canal"],
  send: ["Send", "Envoyer"],
  attach: ["Attach pictures or files", "Joindre des images ou des fichiers"],
  commands: ["Commands of the bot", "Commandes du bot"],
  asPhoto: ["Photo", "Photo"],
  asFile: ["File", "Fichier"],
  sendAs: ["Send as", "Envoyer comme"],
  photoNote: ["re-encoded, at most 1280 px", "recodée, 1280 px au plus"],
  fileNote: ["byte for byte", "octet par octet"],
  dropPhoto: ["Drop here as photo", "Déposer comme photo"],
  dropFile: ["Drop here as file", "Déposer comme fichier"],
  caption: ["Add a caption…", "Ajouter une légende…"],
  remove: ["Remove", "Retirer"],
  reply: ["Reply", "Répondre"],
  replyTo: ["Reply to", "Réponse à"],
  cancel: ["Cancel", "Annuler"],
  more: ["More about this chat", "Plus sur cette discussion"],
  leave: ["Leave", "Quitter"],
  block: ["Block the bot", "Bloquer le bot"],
  unblock: ["Unblock the bot", "Débloquer le bot"],
  start: ["Start", "Démarrer"],
  askJoin: ["Ask to join", "Demander à rejoindre"],
  join: ["Join", "Rejoindre"],
  pending: ["Your request waits for an answer.", "Votre demande attend une réponse."],
  notMember: ["You are not a member here.", "Vous n’êtes pas membre ici."],
  readOnly: ["Only administrators write here.", "Seuls les administrateurs écrivent ici."],
  blocked: ["You blocked this bot.", "Vous avez bloqué ce bot."],
  ok: ["OK", "OK"],
  edited: ["edited", "modifié"],
  deleted: ["Message deleted", "Message supprimé"],
  deletedMany: ["messages deleted", "messages supprimés"],
  protectedNote: ["cannot be forwarded or saved", "ni transférable ni enregistrable"],
  spoiler: ["Show", "Afficher"],
  hidden: ["hidden text, press to show", "texte caché, appuyer pour afficher"],
  picture: ["Picture", "Image"],
  openPicture: ["Open picture large", "Agrandir l’image"],
  unshown: ["Picture cannot be shown", "Image non affichable"],
  close: ["Close", "Fermer"],
  previous: ["Previous", "Précédente"],
  next: ["Next", "Suivante"],
  size: ["Real size or fit", "Taille réelle ou ajustée"],
  forwarded: ["Forwarded from", "Transféré de"],
  via: ["channel post", "publication du canal"],
  poll: ["Poll", "Sondage"],
  quiz: ["Quiz", "Quiz"],
  votes: ["votes", "votes"],
  closed: ["closed", "terminé"],
  fresh: ["new", "nouveau(x)"],
  unread: ["unread", "non lu(s)"],
  empty: ["Nothing here yet.", "Rien ici pour le moment."],
  emptyBot: ["Press Start: the bot answers here.", "Appuyez sur Démarrer : le bot répond ici."],
  today: ["Today", "Aujourd’hui"],
  slow: ["The bot has not answered yet.", "Le bot n’a pas encore répondu."],
  failed: ["That did not work.", "Cela n’a pas marché."],
  opensOutside: ["This link leads outside this computer:", "Ce lien mène hors de cet ordinateur :"],
  tooMany: ["At most ten at once.", "Dix au plus à la fois."],
  you: ["You", "Vous"],
  messages: ["Messages", "Messages"],
};

export const french = (navigator.language || "en").toLowerCase().startsWith("fr");
document.documentElement.lang = french ? "fr" : "en";

export const word = (key) => WORDS[key][french ? 1 : 0];

// A text given by the server is one string, or one per language: {"en": "…", "fr": "…"}.
export const told = (text) => (text && typeof text === "object" ? text[french ? "fr" : "en"] ?? Object.values(text)[0] : text ?? "");

const LOCALE = french ? "fr" : "en-GB";
const CLOCK = new Intl.DateTimeFormat(LOCALE, { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(LOCALE, { weekday: "long", day: "numeric", month: "long" });

export const clock = (seconds) => CLOCK.format(new Date(seconds * 1000));
export const day = (seconds) => {
  const date = new Date(seconds * 1000);
  return date.toDateString() === new Date().toDateString() ? word("today") : DAY.format(date);
};
export const bytes = (count) => {
  const units = french ? ["o", "Ko", "Mo"] : ["B", "KB", "MB"];
  const step = count < 1000 ? 0 : count < 1e6 ? 1 : 2;
  return `${(count / 1000 ** step).toFixed(step && count / 1000 ** step < 10 ? 1 : 0)} ${units[step]}`;
};
