from django.db import migrations

FILL = "SELECT public.request_words_write(ARRAY(SELECT id FROM public.requests_app_servicerequest))"


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0018_search_in_three_languages")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop, elidable=True)]
