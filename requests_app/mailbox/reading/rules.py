"""Words by which a letter tells what it is: data, in the portal's languages, to be extended where people need it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """Regular expressions, matched without regard to capitals and with the first 500 characters of a line.

    `own_headers`: names (small letters) that only a portal's own mail carries.
    `endings`: whole lines that a mail program adds under a text.
    `disclaimers`: how a paragraph begins under which nobody has written anything.
    `banners`: how a paragraph begins that a server puts over letters from outside.
    `automatic_subjects`: how the subject of an automatic reply begins; `bounce_subjects`: of a failed delivery.
    """

    own_headers: tuple[str, ...] = ("x-counterpart-mail",)
    endings: tuple[str, ...] = (
        r"sent from (?:my .{1,40}|(?:mail|outlook|yahoo|aol|samsung|proton|gmail)\b.{0,40})",
        r"sent (?:via|with|using) (?:\S+ ){0,2}(?:mail|outlook|mobile|sparrow|app|iphone|android|proton)\b.{0,40}",
        r"get outlook for (?:ios|android|mac|windows)",
        r"(?:envoyé (?:de|depuis) mon|von meinem) .{1,40}",
        r"(?:发自|發自|发送自|發送自|来自|來自)\s?(?:我的)?\s?.{0,12}(?:iphone|ipad|android|安卓|手机|手機|平板|华为|小米|荣耀|邮箱|outlook).{0,20}",
        r"(?:从|從)我的\s?.{1,30}(?:发送|發送|傳送)",
        r"(?:获取|下载)\s?(?:适用于\s?)?.{0,12}outlook.{0,20}",
        r"отправлено (?:с|из|через|от) .{0,25}(?:iphone|ipad|android|samsung|galaxy|xiaomi|huawei|honor|mail).{0,40}",
        r"отправлено (?:с|из|через|от) .{0,25}(?:мобильн|почт|outlook|устройств|телефон|смартфон|планшет).{0,40}",
        r"(?:получить|получите|скачать|скачайте|загрузить) outlook .{1,30}",
    )
    disclaimers: tuple[str, ...] = (
        r"(?:legal |confidentiality )?(?:disclaimer|confidentiality notice|legal notice|privileged and confidential)\b",
        r"this (?:e-?mail|message|communication)\b.{0,200}\b(?:confidential|privileged|intended (?:only|solely|for))",
        r"the (?:information|contents?) (?:contained |transmitted )?(?:in|of) this (?:e-?mail|message)\b",
        r"if you (?:are not the intended recipient|have received this (?:e-?mail|message|communication) in error)",
        r"please consider the environment before printing",
        r"(?:免责声明|免責聲明|保密声明|保密提示|法律声明)",
        r"(?:本|此|该)(?:电子)?(?:邮件|郵件|信件).{0,60}(?:保密|机密|機密|仅供|仅限|仅发送|收件人)",
        r"(?:如果|若)(?:您|你)(?:并非|不是|非|错误|误).{0,20}(?:收件人|收到)",
        r"(?:уведомление о конфиденциальности|отказ от ответственности|конфиденциально:)",
        r"(?:настоящее|данное|это) (?:электронное )?(?:сообщение|письмо)\b.{0,200}(?:конфиденц|предназнач|оферт)",
        r"(?:информация|сведения), содержащ\w{2,5} в (?:этом|данном|настоящем) (?:электронном )?(?:сообщении|письме)",
        r"если вы (?:не являетесь|получили (?:это|данное|настоящее) (?:сообщение|письмо) (?:по ошибке|ошибочно))",
    )
    banners: tuple[str, ...] = (
        r"\W{0,4}(?:external(?: e-?mail| sender)?\W|caution:|warning:).{0,200}(?:outside|external|links|attach)",
        r"\W{0,4}(?:注意|警告|提醒)[：:].{0,40}(?:外部|公司以外)",
        r"\W{0,4}(?:внимание|осторожно|внешн\w{2,4} (?:письмо|отправитель)).{0,100}(?:внешн|вне организации|извне)",
    )
    automatic_subjects: tuple[str, ...] = (
        r"(?:auto(?:matic)?[- ]?(?:reply|response|answer)|autoreply|auto|out of (?:the )?office(?: reply)?)\s?[:：]",
        r"(?:自动回复|自動回覆|自动答复|自动应答|外出自动回复|不在办公室)\s?[:：]",
        r"(?:автоответ|автоматический ответ|нет на месте|вне офиса)\s?[:：]",
        r"(?:automatische antwort|abwesenheitsnotiz|réponse automatique|自動応答|自動返信)\s?[:：]",
    )
    # List-Ids (parts of them) of one's own lists that lead to a mailbox: what comes by them is no automatic mail.
    lists_that_file: tuple[str, ...] = ()
    bounce_subjects: tuple[str, ...] = (
        r"(?:undeliver(?:able|ed)|delivery (?:status notification|failure|report|notification)|failure notice)\b",
        r"(?:mail delivery (?:failed|failure|system)|message delivery has failed|returned mail|mail system error)\b",
        r"(?:недоставленное сообщение|не удалось доставить|сообщение не доставлено|ваше сообщение не доставлено)",
        r"(?:系统退信|退信|无法送达|未送达|邮件投递失败|未能投递)",
    )


RULES = Rules()
