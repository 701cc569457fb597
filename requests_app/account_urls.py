"""Below the portal's root."""

from django.urls import path

from .views import accounts, api_access, browsers, second_step

app_name = "accounts"
urlpatterns = [
    path("sign-in/", accounts.SignIn.as_view(), name="sign_in"),
    path("sign-in/demo/", accounts.demo_sign_in, name="demo_sign_in"),
    path("sign-in/code/", second_step.question, name="second_step_question"),
    path("sign-out/", accounts.SignOut.as_view(), name="sign_out"),
    path("password/", accounts.ChangePassword.as_view(), name="password_change"),
    path("password/forgotten/", accounts.password_forgotten, name="password_reset"),
    path("password/sent/", accounts.password_sent, name="password_sent"),
    path("password/new/<uidb64>/<token>/", accounts.NewPassword.as_view(), name="password_new"),
    path("invitation/<uidb64>/<token>/", accounts.Invitation.as_view(), name="invitation"),
    path("preferences/", accounts.preferences, name="preferences"),
    path("preferences/second-step/", second_step.mine, name="second_step"),
    path("preferences/second-step/codes/", second_step.codes, name="recovery_codes"),
    path("preferences/second-step/removal/", second_step.removal, name="second_step_removal"),
    path("preferences/browsers/", browsers.mine, name="browsers"),
    path("preferences/browsers/others/end/", browsers.end_others, name="browsers_end"),
    path("preferences/browsers/<int:pk>/end/", browsers.end, name="browser_end"),
    path("preferences/tokens/", api_access.mine, name="tokens"),
    path("preferences/tokens/<int:pk>/revocation/", api_access.revocation, name="token_revocation"),
]
