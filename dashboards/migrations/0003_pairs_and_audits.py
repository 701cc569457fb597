import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dashboards', '0002_reports_by_mail'),
        ('requests_app', '0004_requester_department'),
    ]

    operations = [
        migrations.CreateModel(
            name='FiguresAudit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('checked', models.PositiveIntegerField()),
                ('differing', models.PositiveIntegerField(default=0)),
                ('differences', models.JSONField(default=list)),
            ],
            options={
                'verbose_name': 'audit of the figures',
                'verbose_name_plural': 'audits of the figures',
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.AddField(
            model_name='dayfigures',
            name='running',
            field=models.JSONField(default=dict),
        ),
        migrations.CreateModel(
            name='PairFigures',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('filed', models.PositiveIntegerField(default=0)),
                ('answered', models.PositiveIntegerField(default=0)),
                ('done', models.PositiveIntegerField(default=0)),
                ('still_open', models.PositiveIntegerField(default=0)),
                ('reopened', models.PositiveIntegerField(default=0)),
                ('chased', models.PositiveIntegerField(default=0)),
                ('chases', models.PositiveIntegerField(default=0)),
                ('clarified', models.PositiveIntegerField(default=0)),
                ('rounds', models.PositiveIntegerField(default=0)),
                ('incomplete', models.PositiveIntegerField(default=0)),
                ('kept', models.PositiveIntegerField(default=0)),
                ('broken', models.PositiveIntegerField(default=0)),
                ('answers_kept', models.PositiveIntegerField(default=0)),
                ('answers_broken', models.PositiveIntegerField(default=0)),
                ('durations', models.JSONField(default=dict)),
                ('asking', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='requests_app.department')),
                ('department', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='requests_app.department')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='requests_app.service')),
            ],
            options={
                'verbose_name': 'figures of a pair',
                'verbose_name_plural': 'figures of pairs',
                'indexes': [models.Index(fields=['asking', 'day'], name='pair_figures_asking')],
                'constraints': [models.UniqueConstraint(fields=('department', 'day', 'service', 'asking'), name='pair_figures_once', nulls_distinct=False)],
            },
        ),
    ]
