"""What stands on buttons, in the languages that programs speak; letters as `troubles.fold` leaves them."""

_LABELS = """
ok okay yes no cancel apply close done back next previous skip continue submit send save save_as open
delete remove edit add accept accept_all refuse reject reject_all decline allow deny agree i_agree
got_it retry try_again refresh reload install install_now update update_now restart download upload
log_in login sign_in sign_up register sign_out log_out subscribe follow share print search buy buy_now
order_now pay pay_now add_to_cart add_to_basket checkout check_out book_now get_started start start_now
learn_more read_more show_more more_options view_all confirm connect disconnect enable disable turn_on
turn_off join reply forward browse select choose create new finish play pause stop ja nein abbrechen
ubernehmen anwenden schliessen fertig zuruck weiter uberspringen fortfahren absenden senden speichern
speichern_unter offnen loschen entfernen bearbeiten hinzufugen akzeptieren alle_akzeptieren ablehnen
alle_ablehnen zulassen erlauben zustimmen verstanden erneut_versuchen aktualisieren installieren
jetzt_installieren neu_starten herunterladen hochladen anmelden einloggen registrieren abmelden
abonnieren folgen teilen drucken suchen kaufen jetzt_kaufen jetzt_bestellen bezahlen jetzt_bezahlen
in_den_warenkorb zur_kasse jetzt_buchen los_gehts mehr_erfahren mehr_anzeigen bestatigen verbinden
trennen antworten auswahlen erstellen starten oui non annuler appliquer fermer termine retour suivant
precedent ignorer passer continuer envoyer enregistrer ouvrir supprimer modifier ajouter accepter
tout_accepter refuser tout_refuser autoriser j'accepte compris reessayer actualiser installer
mettre_a_jour redemarrer telecharger se_connecter s'inscrire se_deconnecter s'abonner partager imprimer
rechercher acheter commander payer ajouter_au_panier reserver commencer en_savoir_plus voir_plus
confirmer si aceptar cancelar aplicar cerrar listo atras siguiente anterior omitir continuar enviar
guardar abrir eliminar borrar editar anadir agregar aceptar_todo rechazar rechazar_todo permitir denegar
entendido reintentar actualizar instalar reiniciar descargar iniciar_sesion registrarse cerrar_sesion
suscribirse compartir imprimir buscar comprar comprar_ahora pagar anadir_al_carrito reservar empezar
mas_informacion ver_mas confirmar annulla applica chiudi fatto indietro avanti successivo precedente
salta continua invia salva apri elimina rimuovi modifica aggiungi accetta accetta_tutto accetta_tutti
rifiuta rifiuta_tutti consenti nega ho_capito riprova aggiorna installa riavvia scarica accedi
registrati esci iscriviti condividi stampa cerca acquista acquista_ora paga aggiungi_al_carrello prenota
inizia scopri_di_piu mostra_altro conferma sim nao fechar concluido voltar seguinte avancar pular salvar
excluir apagar aceitar aceitar_tudo rejeitar recusar entendi tentar_novamente atualizar baixar
transferir entrar sair inscrever-se compartilhar partilhar comprar_agora adicionar_ao_carrinho comecar
saiba_mais ver_mais nee annuleren toepassen sluiten gereed terug volgende vorige overslaan doorgaan
verzenden opslaan openen verwijderen bewerken toevoegen accepteren alles_accepteren weigeren
alles_weigeren toestaan begrepen opnieuw_proberen bijwerken installeren downloaden inloggen aanmelden
registreren uitloggen delen afdrukken zoeken kopen nu_kopen bestellen afrekenen betalen in_winkelwagen
boeken beginnen meer_informatie bevestigen avbryt stang klar tillbaka nasta hoppa_over fortsatt skicka
spara oppna ta_bort redigera lagg_till godkann acceptera neka tillat forsok_igen uppdatera installera
ladda_ner logga_in registrera logga_ut dela skriv_ut sok kop kop_nu betala lagg_i_varukorgen boka borja
bekrafta annuller luk faerdig tilbage naeste spring_over fortsaet gem abn slet rediger tilfoj godkend
afvis tillad prov_igen opdater hent log_ind log_ud del udskriv kob betal lagre lukk ferdig tilbake neste
hopp_over fortsett apne slett legg_til godta avvis prov_igjen oppdater last_ned logg_inn logg_ut kjop
bekreft anuluj zastosuj zamknij gotowe wstecz dalej pomin kontynuuj wyslij zapisz otworz usun edytuj
dodaj akceptuj zaakceptuj odrzuc zezwol rozumiem sprobuj_ponownie aktualizuj zainstaluj pobierz zaloguj
zaloguj_sie zarejestruj_sie wyloguj udostepnij drukuj szukaj kup kup_teraz zaplac dodaj_do_koszyka
rezerwuj rozpocznij dowiedz_sie_wiecej potwierdz tak nie ano ne zrusit pouzit zavrit hotovo zpet dalsi
preskocit pokracovat odeslat ulozit otevrit smazat odstranit upravit pridat prijmout prijmout_vse
odmitnout povolit rozumim zkusit_znovu aktualizovat instalovat stahnout prihlasit prihlasit_se
registrovat odhlasit sdilet tisk hledat koupit zaplatit pridat_do_kosiku rezervovat zacit vice_informaci
potvrdit otvorit да нет отмена применить закрыть готово назад далее пропустить продолжить отправить
сохранить открыть удалить изменить добавить принять отклонить разрешить повторить обновить установить
скачать воити выити зарегистрироваться поделиться печать наити купить оплатить в_корзину подробнее
подтвердить 确定 取消 应用 关闭 完成 返回 下一步 上一步 跳过 继续 提交 发送 保存 打开 删除 编辑 添加
接受 拒绝 允许 重试 更新 安装 下载 登录 注册 退出 分享 打印 搜索 购买 立即购买 支付 加入购物车 确认 關閉
儲存 開啟 刪除 はい いいえ キャンセル 適用 閉じる 完了 戻る 次へ スキップ 続ける 送信 開く 削除 編集
追加 同意する 許可 再試行 ログイン 登録 共有 印刷 検索 購入 確認 확인 취소 적용 닫기 완료 뒤로 다음
건너뛰기 계속 보내기 저장 열기 삭제 편집 추가 수락 거부 허용 다시_시도 업데이트 설치 다운로드 로그인
로그아웃 가입 공유 인쇄 검색 구매 결제
"""


def labels() -> frozenset[str]:
    """All of them, with spaces between words."""
    return frozenset(one.replace("_", " ") for one in _LABELS.split())
